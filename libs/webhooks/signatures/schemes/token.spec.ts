import { describe, expect, it } from '@jest/globals';
import { deliveryOf } from '../testing/vector.js';
import { verifyToken } from './token.js';

const inItems = { kind: 'token', in: { body: ['value', '*', 'clientState'] } } as const;
const inHeader = { kind: 'token', in: { header: 'X-Gitlab-Token' } } as const;

describe('a token in the body', () => {
  it.each([
    ['{"value":[{"clientState":"right"}]}', 'accepted'],
    ['{"value":[{"clientState":"right"},{"clientState":"older"}]}', 'accepted'],
    ['{"value":[{"clientState":"right"},{"clientState":"wrong"}]}', 'mismatch'],
    ['{"value":[{"clientState":"wrong"},{"clientState":"right"}]}', 'mismatch'],
    ['{"value":[{"clientState":"right"},{}]}', 'missing'],
    ['{"value":[{"clientState":"right"},null]}', 'missing'],
    ['{"value":[]}', 'missing'],
    ['{"value":{"clientState":"right"}}', 'missing'],
    ['{}', 'missing'],
    ['null', 'missing'],
    ['"right"', 'missing'],
    ['{"value":[{"clientState":""}]}', 'malformed'],
    ['{"value":[{"clientState":["right"]}]}', 'malformed'],
    ['{"value":[{"clientState":true}]}', 'malformed'],
    ['{"value":[{"clientState":null}]}', 'malformed'],
    ['{"value":[{"__proto__":{"clientState":"right"}}]}', 'missing'],
    ['{"value":[{"clientState":"right"}]', 'malformed'],
    ['', 'malformed'],
  ])('%s is %s', (body, expected) => {
    const verdict = verifyToken(inItems, deliveryOf([], body), ['older', 'right']);
    expect(verdict.ok ? 'accepted' : verdict.reason).toBe(expected);
  });

  it('is judged in a moment when a body repeats it fifty thousand times', () => {
    const items = Array.from({ length: 50_000 }, () => ({ clientState: 'right' }));
    const delivery = deliveryOf([], JSON.stringify({ value: items }));
    expect(verifyToken(inItems, delivery, ['right']).ok).toBe(true);
    expect(verifyToken(inItems, delivery, ['wrong'])).toEqual({ ok: false, reason: 'mismatch' });
  });
});

describe('a token in a header', () => {
  it.each(['right ', ' right', 'Right', 'righ', 'rightt', 'right\0', 'r\u0456ght'])(
    '%j is not "right"',
    token => {
      expect(verifyToken(inHeader, deliveryOf([['x-gitlab-token', token]], ''), ['right'])).toEqual({
        ok: false,
        reason: 'mismatch',
      });
    },
  );

  it('is no part of the body', () => {
    expect(verifyToken(inHeader, deliveryOf([], '{"X-Gitlab-Token":"right"}'), ['right'])).toEqual({
      ok: false,
      reason: 'missing',
    });
  });
});
