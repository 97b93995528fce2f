import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Organization, TestHub } from '../testing/test-hub.js';
import { IdempotencyKeys } from './idempotency-keys.js';

let hub: TestHub;
let org: Organization;
beforeAll(async () => {
  hub = await TestHub.start();
  org = await hub.createOrganization('Edge');
});
afterAll(() => hub.stop());

describe('idempotency keys', () => {
  const parcel = (key: string, payload: object) =>
    hub.send({
      method: 'POST',
      url: `/v1/organizations/${org.id}/parcels`,
      headers: { authorization: `Bearer ${org.key}`, 'idempotency-key': key },
      payload,
    });

  it('let one of many racing requests run and give its answer to the later ones', async () => {
    const race = await Promise.all(Array.from({ length: 8 }, () => parcel('race', { name: 'a' })));
    // One that comes when the first is answered gets that answer.
    const late = race.filter(answer => answer.headers['idempotency-replayed'] === 'true');
    const ran = race.filter(answer => answer.status === 202 && !late.includes(answer));
    expect(ran).toHaveLength(1);
    expect(
      race.filter(answer => answer.status === 409 && answer.json().code === 'idempotency_in_flight'),
    ).toHaveLength(7 - late.length);
    const first = ran[0];
    const again = await parcel('race', { name: 'a' });
    expect([again.status, again.headers['idempotency-replayed'], again.json()]).toEqual([
      202,
      'true',
      first?.json(),
    ]);
  });

  it('keep the answer sealed: it may hold what a record keeps so', async () => {
    expect((await parcel('sealed', { name: 'Zanzibar' })).status).toBe(202);
    const kept = await hub.installation.query<{ text: string; bytes: Buffer }>(
      `select k::text as text, body as bytes from idempotency_key k where body is not null`,
    );
    expect(kept.length).toBeGreaterThan(0);
    for (const { text, bytes } of kept)
      expect(text + bytes.toString('latin1')).not.toMatch(/Zanzibar|"name"/);
    expect((await parcel('sealed', { name: 'Zanzibar' })).json()).toMatchObject({ name: 'Zanzibar' });
  });

  it('refuse another payload, but not another order of the same fields', async () => {
    await parcel('same', { name: 'a', weight: 2 });
    expect((await parcel('same', { weight: 2, name: 'a' })).headers['idempotency-replayed']).toBe('true');
    const other = await parcel('same', { name: 'b', weight: 2 });
    expect([other.status, other.json().code]).toEqual([422, 'idempotency_mismatch']);
    expect((await parcel('ü', { name: 'a' })).status).toBe(400);
  });

  it('are free again after a failure, after a crash, and after a day', async () => {
    expect((await parcel('broken', { name: 'broken' })).status).toBe(503);
    expect((await parcel('broken', { name: 'mended' })).status).toBe(202);
    await parcel('crash', { name: 'a' });
    await hub.installation.query(
      `update idempotency_key set status = null, body = null where status is not null`,
    );
    expect((await parcel('crash', { name: 'a' })).status).toBe(409);
    hub.api.clock.advance(61_000);
    expect((await parcel('crash', { name: 'a' })).status).toBe(202);
    hub.api.clock.advance(24 * 3_600_000);
    expect((await parcel('crash', { name: 'other' })).headers['idempotency-replayed']).toBeUndefined();
    await hub.api.app.get(IdempotencyKeys).sweep();
    const [left] = await hub.installation.query<{ n: number }>(
      'select count(*)::int as n from idempotency_key',
    );
    expect(left?.n).toBe(1);
  });

  it('keep no secret that is shown once, and say so', async () => {
    const make = () =>
      hub.send({
        method: 'POST',
        url: `/v1/organizations/${org.id}/keys`,
        headers: { authorization: `Bearer ${org.key}`, 'idempotency-key': 'secret' },
        payload: { name: 'k', role: 'member' },
      });
    const first = await make();
    const again = await make();
    expect([first.status, again.status, again.json().code]).toEqual([201, 409, 'idempotency_shown_once']);
    const [row] = await hub.installation.query<{ text: string }>(
      "select string_agg(k::text, ' ') as text from idempotency_key k",
    );
    expect(row?.text).not.toContain(first.json().key.slice(4));
  });
});
