import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Delivery, Pair, Verdict } from './delivery.js';
import { headerPairs } from './delivery.js';
import type { SignatureScheme } from './scheme.js';
import { environmentAt } from './testing/jwt-vectors.js';
import type { Vector } from './testing/vector.js';
import { sharedSecret } from './testing/vector.js';
import { vectors } from './testing/vectors.js';
import { verifySignature } from './verify-signature.js';

const judge = (vector: Vector, change: Partial<Delivery> = {}, now = vector.now): Promise<Verdict> =>
  verifySignature(vector.scheme, { ...vector.delivery, ...change }, [vector.secret], environmentAt(now));

const reasonOf = (verdict: Verdict): string => (verdict.ok ? 'accepted' : verdict.reason);
const pairsOf = ({ delivery }: Vector): Pair[] => [...delivery.headers];
const seconds = (from: Date, by: number): Date => new Date(from.getTime() + by * 1000);

const withHeaders = vectors.filter(vector => pairsOf(vector).length > 0);
const bodySigned = vectors.filter(({ scheme }) => scheme.kind === 'hmac' || scheme.kind === 'standard');

/** Which clock-bound vectors there are, and how far they may be off. */
function toleranceOf(scheme: SignatureScheme): number | null {
  if (scheme.kind === 'standard') return 300;
  return scheme.kind === 'hmac' ? (scheme.timestamp?.toleranceSeconds ?? null) : null;
}
const timed = vectors.filter(({ scheme }) => toleranceOf(scheme) !== null);

describe.each(vectors)('a genuine delivery of $name', vector => {
  it('is accepted', async () => {
    expect(reasonOf(await judge(vector))).toBe('accepted');
  });

  it('is accepted while the secret is being replaced, whichever of the two comes first', async () => {
    const other = vector.secret.startsWith('wh') ? 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' : 'another';
    for (const secrets of [
      [other, vector.secret],
      [vector.secret, other],
    ])
      expect(
        reasonOf(await verifySignature(vector.scheme, vector.delivery, secrets, environmentAt(vector.now))),
      ).toBe('accepted');
  });

  it.each([[[]], [['']], [['', '']]])('is refused when the secrets are %j', async secrets => {
    const verdict = await verifySignature(vector.scheme, vector.delivery, secrets, environmentAt(vector.now));
    expect(verdict).toEqual({ ok: false, reason: 'no_secret' });
  });

  it('is refused under another secret', async () => {
    const other = vector.secret.startsWith('wh')
      ? 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
      : `${vector.secret}x`;
    const verdict = await verifySignature(vector.scheme, vector.delivery, [other], environmentAt(vector.now));
    expect(['mismatch', 'wrong_claims']).toContain(reasonOf(verdict));
  });
});

describe.each(bodySigned)('the bytes of $name', vector => {
  it('are signed to the last one', async () => {
    const { body } = vector.delivery;
    const flipped = Buffer.from(body);
    flipped[body.length - 1] = (flipped[body.length - 1] ?? 0) ^ 1;
    const changed = [flipped, Buffer.concat([body, Buffer.from(' ')]), body.subarray(1), Buffer.alloc(0)];
    for (const each of changed)
      expect(['mismatch', 'missing', 'malformed']).toContain(reasonOf(await judge(vector, { body: each })));
  });
});

const ruin: readonly (readonly [how: string, change: (value: string) => string])[] = [
  ['empty', () => ''],
  ['a single letter', () => 'a'],
  ['one short', value => value.slice(0, -1)],
  ['one long', value => `${value}0`],
  ['very long', value => value + 'a'.repeat(70_000)],
  ['not hex', value => `${value.slice(0, -2)}zz`],
  ['followed by a space', value => `${value} `],
  ['unicode of the same length', value => 'é'.repeat(value.length)],
  ['full-width digits', value => value.replace(/\d/g, digit => String.fromCodePoint(0xff10 + Number(digit)))],
  ['a lone surrogate', value => `${value.slice(0, -1)}\ud800`],
  ['with a null byte', value => `${value}\0`],
  ['twice in one line', value => `${value}, ${value}`],
  ['123abc', () => '123abc'],
  ['negative', () => '-1'],
  ['exponential', () => '1e9'],
  ['the name of a prototype', () => '__proto__'],
];

describe.each(withHeaders)('each header of $name', vector => {
  const names = pairsOf(vector).map(([name]) => name);

  it.each(names)('%s is needed', async name => {
    const headers = pairsOf(vector).filter(([given]) => given !== name);
    expect(await judge(vector, { headers })).toEqual({ ok: false, reason: 'missing' });
  });

  it.each(names)('%s may be written in any case', async name => {
    const change = (given: string) => (given === name ? given.toUpperCase() : given.toLowerCase());
    const headers = pairsOf(vector).map(([given, value]): Pair => [change(given), value]);
    expect(reasonOf(await judge(vector, { headers }))).toBe('accepted');
  });

  it.each(names)('%s is refused when it comes twice, even the same', async name => {
    const [pair] = pairsOf(vector).filter(([given]) => given === name);
    for (const second of [pair?.[1] ?? '', 'other', '']) {
      const doubled: Pair = [name.toLowerCase(), second];
      for (const headers of [
        [...pairsOf(vector), doubled],
        [doubled, ...pairsOf(vector)],
      ])
        expect(await judge(vector, { headers })).toEqual({ ok: false, reason: 'malformed' });
    }
  });

  // A change that leaves the value as it was (it has no digits) is no attack.
  const ruined = pairsOf(vector).flatMap(([name, value]) =>
    ruin
      .map(([how, change]) => ({ name, how, changed: change(value) }))
      .filter(({ changed }) => changed !== value),
  );

  it.each(ruined)('$name is refused when it is $how', async ({ name, changed }) => {
    const headers = pairsOf(vector).map(([given, value]): Pair => [given, given === name ? changed : value]);
    expect(reasonOf(await judge(vector, { headers }))).toMatch(
      /^(malformed|mismatch|wrong_algorithm|wrong_claims)$/,
    );
  });
});

describe.each(timed)('the time of $name', vector => {
  const tolerance = toleranceOf(vector.scheme) ?? 0;
  const signedAt = async (): Promise<Date> => {
    const verdict = await judge(vector);
    if (!verdict.ok || !verdict.timestamp) throw new Error('expected a time');
    return verdict.timestamp;
  };

  it.each([-1, 1])('is refused beyond the tolerance (direction %i) and accepted at it', async direction => {
    const signed = await signedAt();
    expect(reasonOf(await judge(vector, {}, seconds(signed, direction * tolerance)))).toBe('accepted');
    expect(reasonOf(await judge(vector, {}, seconds(signed, direction * (tolerance + 1))))).toBe('expired');
  });

  it('is never said to be too old for what is not genuine', async () => {
    const signed = await signedAt();
    const verdict = await verifySignature(
      vector.scheme,
      vector.delivery,
      ['whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
      environmentAt(seconds(signed, 86_400)),
    );
    expect(reasonOf(verdict)).toBe('mismatch');
  });
});

describe('whatever is posted', () => {
  const pair = fc.tuple(
    fc.oneof(
      fc.string(),
      fc.constantFrom(...vectors.flatMap(vector => pairsOf(vector).map(([name]) => name))),
    ),
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.base64String(),
      fc.constantFrom('1700000000', '', 'v1,', 'Bearer a.b.c'),
    ),
  );
  const bytes = fc.oneof(
    fc.uint8Array(),
    fc.json().map(text => new TextEncoder().encode(text)),
  );

  it.each(vectors)('random headers and bytes are never accepted, and never throw: $name', async vector => {
    await fc.assert(
      fc.asyncProperty(fc.array(pair), bytes, fc.array(pair), async (headers, body, query) => {
        const verdict = await judge(vector, { headers, body: Buffer.from(body), query });
        expect(verdict.ok).toBe(false);
        expect(reasonOf(verdict)).not.toBe('unverifiable');
      }),
      { numRuns: 150 },
    );
  });

  it.each(bodySigned)('a genuine signature accepts no other bytes: $name', async vector => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), async random => {
        const body = Buffer.from(random);
        fc.pre(!body.equals(vector.delivery.body));
        expect((await judge(vector, { body })).ok).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it('a body nested a hundred thousand deep is refused', async () => {
    const body = Buffer.from('['.repeat(100_000));
    for (const vector of vectors)
      expect((await judge(vector, { body, headers: [], query: [] })).ok).toBe(false);
  });

  it('a scheme of an unknown kind is refused and says why', async () => {
    const scheme = JSON.parse('{"kind":"none"}') as SignatureScheme;
    const verdict = await verifySignature(
      scheme,
      { headers: [], body: Buffer.alloc(0), url: '', query: [] },
      [sharedSecret],
      environmentAt(new Date(0)),
    );
    expect(verdict).toEqual({ ok: false, reason: 'unverifiable', cause: expect.any(TypeError) });
  });
});

describe('raw headers', () => {
  it('become pairs, with doubled names kept', () => {
    expect(headerPairs(['A', '1', 'a', '2'])).toEqual([
      ['A', '1'],
      ['a', '2'],
    ]);
  });
});
