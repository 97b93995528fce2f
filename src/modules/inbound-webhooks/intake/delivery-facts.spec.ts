import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { WebhookManifest } from '#provider-sdk';
import { factsOf } from './delivery-facts.js';
import { keptHeaders } from './kept-headers.js';

const manifest: WebhookManifest = {
  routing: { app: { account: [[{ body: ['team', 'id'] }, { body: ['accounts', '*', 'id'] }]] } },
  signature: {
    kind: 'hmac',
    header: 'X-Proof',
    algorithm: 'sha256',
    encoding: 'hex',
    signed: ['body'],
  },
  handshakes: [],
  deliveryId: [{ header: 'x-delivery' }],
  eventType: [{ header: 'x-event' }, { body: ['action'] }],
  occurredAt: { body: ['at'] },
  formPayload: 'payload',
  answerWithinSeconds: 3,
};
const json = ['Content-Type', 'application/json'] as const;
const facts = (body: unknown, ...headers: (readonly [string, string])[]) =>
  factsOf(manifest, [json, ...headers], Buffer.from(JSON.stringify(body)));

describe('what a delivery says', () => {
  it('is read from headers in any case and from the body', () => {
    const body = {
      team: { id: 'T1' },
      accounts: [{ id: 7 }, { id: 'T1' }],
      action: 'opened',
      at: 1_790_000_000,
    };
    expect(facts(body, ['X-Delivery', 'd-1'], ['X-EVENT', 'issues'])).toEqual({
      deliveryId: 'd-1',
      eventType: 'issues.opened',
      occurredAt: new Date(1_790_000_000_000),
      accounts: ['T1', '7'],
    });
  });

  it('is a new one each time for a vendor that sends the same bytes for every change', () => {
    const same: WebhookManifest = { ...manifest, deliveryId: 'none', eventType: [{ text: 'changed' }] };
    const read = () => factsOf(same, [json], Buffer.from('{"accounts":[{"id":"A"}]}'));
    expect(read()).toMatchObject({ eventType: 'changed', accounts: ['A'] });
    expect(read().deliveryId).not.toBe(read().deliveryId);
  });

  it('is read from the JSON that a form carries', () => {
    const body = new URLSearchParams({ payload: '{"team":{"id":"T2"},"action":"pressed"}' }).toString();
    const headers = [['content-type', 'application/x-www-form-urlencoded; charset=utf-8']] as const;
    const found = factsOf(manifest, headers, Buffer.from(body));
    expect(found).toMatchObject({ accounts: ['T2'], eventType: 'pressed' });
  });

  it('is read from JSON in base64, and left out where there is none', () => {
    const at = { body: ['message', 'data'], base64: ['emailAddress'] };
    const wrapped = { ...manifest, routing: { app: { account: [[at]] } } };
    const accounts = (data: unknown): readonly string[] =>
      factsOf(wrapped, [json], Buffer.from(JSON.stringify({ message: { data } }))).accounts;
    const encoded = (text: string): string => Buffer.from(text).toString('base64');
    expect(accounts(encoded('{"emailAddress":"ada@example.com","historyId":7}'))).toEqual([
      'ada@example.com',
    ]);
    for (const data of [encoded('{"emailAddress":{}}'), encoded('<html>'), encoded('null'), '§', '', 7, null])
      expect(accounts(data)).toEqual([]);
  });

  it('is told apart by its bytes where the vendor gives it no id', () => {
    const [one, same, another] = [facts({ a: 1 }), facts({ a: 1 }), facts({ a: 2 })];
    expect(one.deliveryId).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(same.deliveryId).toBe(one.deliveryId);
    expect(another.deliveryId).not.toBe(one.deliveryId);
  });

  it('takes times as seconds, milliseconds and RFC 3339, and nothing else for a time', () => {
    const at = (value: unknown) => facts({ at: value }).occurredAt?.toISOString() ?? null;
    expect(at('1790000000.25')).toBe('2026-09-21T14:13:20.250Z');
    expect(at(1_790_000_000_250)).toBe('2026-09-21T14:13:20.250Z');
    expect(at('2026-09-21T14:13:20Z')).toBe('2026-09-21T14:13:20.000Z');
    expect(at('yesterday')).toBeNull();
    expect(at(null)).toBeNull();
  });

  it('is never an exception and always fit to be stored, whatever the bytes', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, text) => {
      const found = factsOf(manifest, [json, ['x-delivery', text], ['x-event', text]], Buffer.from(bytes));
      expect(found.deliveryId.length).toBeGreaterThan(0);
      expect(found.deliveryId.length).toBeLessThanOrEqual(200);
      expect(`${found.deliveryId}${found.eventType}`).not.toContain('\0');
      expect(found.eventType.isWellFormed()).toBe(true);
    });
    fc.assert(property);
  });
});

describe('the headers that are kept', () => {
  it('neither are a secret nor prove one', () => {
    const names = [
      'Authorization',
      'Cookie',
      'X-Proof',
      'X-Goog-Channel-Token',
      'X-Api-Key',
      'X-Hub-Signature-256',
    ];
    const headers = [...names.map(name => [name, 'secret'] as const), ['X-Event', 'push'] as const];
    expect(keptHeaders(manifest, headers)).toEqual({ 'x-event': 'push' });
  });
});
