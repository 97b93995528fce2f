import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Webhook as PublishedWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import type { Delivery } from './delivery.js';
import { newSigningKeyPair, newSigningSecret, signStandard, type StandardHeaders } from './sign-standard.js';
import { environmentAt } from './testing/jwt-vectors.js';
import { verifySignature } from './verify-signature.js';

const known = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: new Date(1_614_265_330_000),
  body: Buffer.from('{"test": 2432232314}'),
};
const standard = { kind: 'standard' } as const;

const deliveryOf = (headers: StandardHeaders, body: Buffer): Delivery => ({
  headers: Object.entries(headers),
  body,
  url: '',
  query: [],
});

describe('signing our own deliveries', () => {
  it('gives the known answers of the specification, in the order of the secrets', () => {
    // The v1 answer is the specification's; the v1a one is the Svix server's (test_asymmetric_key_signing).
    const secrets = [
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==',
    ];
    expect(signStandard({ ...known, secrets })).toEqual({
      'webhook-id': known.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature':
        'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= ' +
        'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
    });
  });

  it('is verified by the published libraries, during rotation with the old and the new secret', () => {
    const secrets = [newSigningSecret(), newSigningSecret(), newSigningKeyPair().secretKey];
    const body = Buffer.from('{"type":"record.changed","note":"zażółć 🦆"}');
    const headers = signStandard({ id: 'msg_1', timestamp: new Date(), body, secrets });
    for (const secret of secrets.slice(0, 2)) {
      expect(new PublishedWebhook(secret).verify(body.toString(), { ...headers })).toEqual(
        JSON.parse(body.toString()),
      );
      // Svix's answers nothing; it throws when it does not hold.
      expect(() => new SvixWebhook(secret).verify(body.toString(), { ...headers })).not.toThrow();
    }
  });

  it('is refused by the published libraries under another secret', () => {
    const body = Buffer.from('{}');
    const headers = signStandard({ id: 'msg_1', timestamp: new Date(), body, secrets: [newSigningSecret()] });
    for (const webhook of [new PublishedWebhook(newSigningSecret()), new SvixWebhook(newSigningSecret())])
      expect(() => webhook.verify('{}', { ...headers })).toThrow('No matching signature found');
  });

  it.each([PublishedWebhook, SvixWebhook])(
    'what a published library signed is verified by us',
    async Library => {
      const secret = newSigningSecret();
      const timestamp = new Date(1_700_000_000_000);
      const signature = new Library(secret).sign('msg_2', timestamp, '{"a":1}');
      const headers = {
        'webhook-id': 'msg_2',
        'webhook-timestamp': '1700000000',
        'webhook-signature': signature,
      };
      const delivery = deliveryOf(headers, Buffer.from('{"a":1}'));
      expect(await verifySignature(standard, delivery, [secret], environmentAt(timestamp))).toEqual({
        ok: true,
        timestamp,
      });
    },
  );

  it('comes back verified for any bytes, with either kind of key', async () => {
    const pair = newSigningKeyPair();
    const secret = newSigningSecret();
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array(),
        fc.uuid(),
        fc.integer({ min: 0, max: 9_999_999_999 }),
        async (bytes, id, time) => {
          const timestamp = new Date(time * 1000);
          const body = Buffer.from(bytes);
          const headers = signStandard({ id, timestamp, body, secrets: [secret, pair.secretKey] });
          for (const each of [secret, pair.publicKey, pair.secretKey])
            expect(
              await verifySignature(standard, deliveryOf(headers, body), [each], environmentAt(timestamp)),
            ).toEqual({ ok: true, timestamp });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('refuses ids that could be read in two ways, and secrets that cannot sign, without naming them', () => {
    const secrets = [newSigningSecret()];
    for (const id of ['', 'a.b', 'a b', 'a\r\nx: y', 'é'])
      expect(() => signStandard({ ...known, id, secrets })).toThrow('without a full stop');
    expect(() => signStandard({ ...known, secrets: [] })).toThrow('unsigned');
    const [half, whole] = [newSigningKeyPair(), newSigningKeyPair()];
    const mixed = `whsk_${Buffer.concat([
      Buffer.from(half.secretKey.slice(5), 'base64').subarray(0, 32),
      Buffer.from(whole.secretKey.slice(5), 'base64').subarray(32),
    ]).toString('base64')}`;
    for (const secret of ['', 'whsec_', 'whsec_%%%', 'whsec_abc', 'whsk_AAAA', half.publicKey, mixed])
      expect(() => signStandard({ ...known, secrets: [secret] })).toThrow(
        /^A signing secret is neither whsec_ nor whsk_$/,
      );
  });

  it('makes secrets of 32 random bytes, and key pairs whose halves belong together', () => {
    expect(newSigningSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(newSigningSecret()).not.toBe(newSigningSecret());
    const { secretKey, publicKey } = newSigningKeyPair();
    expect(publicKey).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
    expect(Buffer.from(secretKey.slice(5), 'base64').subarray(32).toString('base64')).toBe(
      publicKey.slice(5),
    );
  });
});

describe('the list of signatures in one header', () => {
  const good = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
  const bad = `v1,${Buffer.alloc(32).toString('base64')}`;
  const verdictOn = (signature: string, id: string = known.id) =>
    verifySignature(
      standard,
      deliveryOf(
        { 'webhook-id': id, 'webhook-timestamp': '1614265330', 'webhook-signature': signature },
        known.body,
      ),
      ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
      environmentAt(known.timestamp),
    );

  it.each([good, `${bad} ${good}`, `${good} ${bad}`, `v2,xyz ${good}`, `v1a,AAAA ${good}`])(
    'accepts %s',
    async list => {
      expect((await verdictOn(list)).ok).toBe(true);
    },
  );

  it.each([
    [bad, 'mismatch'],
    [good.replace('v1,', 'v1a,'), 'mismatch'],
    [good.replace('v1,', 'v2,'), 'malformed'],
    [good.replace('v1,', ''), 'malformed'],
    [good.replace('v1,', 'V1,'), 'malformed'],
    [good.replaceAll('+', '-').replaceAll('/', '_'), 'malformed'],
    [`${`${bad} `.repeat(16)}${good}`, 'malformed'],
  ])('refuses %s as %s', async (list, reason) => {
    expect(await verdictOn(list)).toEqual({ ok: false, reason });
  });

  it('refuses an id with a full stop, which could move bytes between id, time and body', async () => {
    expect(await verdictOn(good, 'msg.1')).toEqual({ ok: false, reason: 'malformed' });
  });
});
