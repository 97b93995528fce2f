import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  Caller,
  createOrganization,
  goodPassword,
  MovedClock,
  Person,
  startTestHub,
  type TestHub,
  type TestOrganization,
} from '#support';

interface Key {
  readonly id: string;
  readonly key: string;
  readonly expiresAt: string | null;
}
interface Rotated extends Key {
  readonly predecessor: { readonly id: string; readonly endsAt: string };
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

let hub: TestHub;
let clock: MovedClock;
let acme: TestOrganization;
let operator: Caller;

const make = (wish: object = {}): Promise<Key> =>
  acme.owner.post<Key>(acme.at('/keys'), { name: 'Reporting', role: 'admin', ...wish });
const rotate = (id: string, wish: object = {}, by = acme.owner) =>
  by.send<Rotated & { code: string; detail: string }>('POST', acme.at(`/keys/${id}/rotate`), wish);
const statusOf = async (key: string): Promise<number> =>
  (await acme.owner.as(key).send('GET', '/v1/me')).status;
const inFuture = (ms: number): string => new Date(clock.now().getTime() + ms).toISOString();
/** No route shows the installation's own trail. */
const rotationsOfOperators = async (): Promise<object[]> => {
  const client = new pg.Client(hub.database.superuser);
  await client.connect();
  try {
    const sql = `select target->>'id' as id from audit_event where action = 'operator_key.rotated'`;
    return (await client.query<{ id: string }>(sql)).rows;
  } finally {
    await client.end();
  }
};
const lifeMs = ({ expiresAt }: Key): number => Date.parse(expiresAt ?? '') - clock.now().getTime();

beforeAll(async () => {
  clock = new MovedClock();
  hub = await startTestHub({}, { clock });
  acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
  operator = new Caller(hub.url, hub.operatorKey);
});
afterAll(() => hub.stop());

describe('a key that is rotated', () => {
  it('has a successor that may do and lasts what it did, and both work for a day', async () => {
    const old = await make({ scopes: ['syncs:read'], expiresAt: inFuture(90 * dayMs) });
    clock.aheadMs += 30 * dayMs;
    const { status, body } = await rotate(old.id);
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: 'Reporting', role: 'admin', scopes: ['syncs:read'], memberId: null });
    expect(lifeMs(body) / dayMs).toBeCloseTo(90, 2);
    expect((Date.parse(body.predecessor.endsAt) - clock.now().getTime()) / hourMs).toBeCloseTo(24, 1);
    expect([await statusOf(old.key), await statusOf(body.key)]).toEqual([200, 200]);
    const { data } = await acme.owner.get<{ data: unknown[] }>(acme.at('/keys?limit=200'));
    const listed = { id: old.id, successorId: body.id, expiresAt: body.predecessor.endsAt };
    expect(data).toContainEqual(expect.objectContaining(listed));
    expect(JSON.stringify(data)).not.toContain(body.key);
    clock.aheadMs += dayMs;
    expect([await statusOf(old.key), await statusOf(body.key)]).toEqual([401, 200]);
    const trail = await acme.owner.get<{ data: object[] }>(acme.at('/audit?limit=200'));
    const details = { successorId: body.id, endsAt: body.predecessor.endsAt };
    expect(trail.data).toContainEqual(
      expect.objectContaining({
        action: 'api_key.rotated',
        target: { type: 'api_key', id: old.id },
        details: expect.objectContaining(details),
      }),
    );
  });

  it('ends at once, or after the time that was chosen, but never later than it would have', async () => {
    const [gone, kept, brief] = [await make(), await make(), await make({ expiresAt: inFuture(hourMs) })];
    await rotate(gone.id, { overlapSeconds: 0 });
    expect(await statusOf(gone.key)).toBe(401);
    const short = await rotate(brief.id, { overlapSeconds: 30 * 86_400 });
    expect(short.body.predecessor.endsAt).toBe(brief.expiresAt);
    expect((await rotate(kept.id, { overlapSeconds: 7_200 })).body.expiresAt).toBeNull();
    clock.aheadMs += hourMs + 1;
    expect([await statusOf(kept.key), await statusOf(brief.key)]).toEqual([200, 401]);
    clock.aheadMs += hourMs;
    expect(await statusOf(kept.key)).toBe(401);
    const tooLong = await rotate(kept.id, { overlapSeconds: 30 * 86_400 + 1 });
    expect([tooLong.status, tooLong.body.code]).toEqual([422, 'validation_failed']);
  });

  it('was neither revoked, nor over, nor rotated before, not even at the same moment', async () => {
    const [revoked, ended, twice] = [await make(), await make({ expiresAt: inFuture(1_000) }), await make()];
    await acme.owner.ok('DELETE', acme.at(`/keys/${revoked.id}`));
    clock.aheadMs += 1_001;
    const both = await Promise.all([rotate(twice.id), rotate(twice.id)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const successor = both.find(({ status }) => status === 201)?.body.id ?? '';
    for (const [id, said] of [
      [revoked.id, 'This key was revoked. Make a new one instead.'],
      [ended.id, 'This key has ended. Make a new one instead.'],
      [twice.id, `This key was rotated before. Rotate the key that took its place instead: ${successor}.`],
    ] as const) {
      const { status, body } = await rotate(id);
      expect([status, body.code, body.detail]).toEqual([409, 'key_not_rotatable', said]);
    }
    expect((await rotate(successor)).status).toBe(201);
  });
});

describe('rotating a key', () => {
  it('takes what making it takes', async () => {
    const [owners, all, own] = [await make({ role: 'owner' }), await make(), await make({ role: 'member' })];
    const admin = acme.owner.as((await make()).key);
    expect((await rotate(owners.id, {}, admin)).body.code).toBe('role_insufficient');
    const narrow = acme.owner.as((await make({ scopes: ['keys:write'] })).key);
    expect((await rotate(all.id, {}, narrow)).body.code).toBe('scope_insufficient');
    const program = acme.owner.as(own.key);
    expect((await rotate(all.id, {}, program)).status).toBe(404);
    expect((await rotate(own.id, {}, program)).body.code).toBe('role_insufficient');
    expect((await rotate(own.id, {}, admin)).status).toBe(201);
  });

  it('asks a person for a fresh login', async () => {
    const person = new Person(hub.url);
    const wish = { email: 'anna@example.com', role: 'admin' };
    const { url } = await acme.owner.post<{ url: string }>(acme.at('/invitations'), wish);
    const token = url.slice(url.indexOf('#') + 1);
    await person.ok('POST', '/auth/invitations/accept', { token, name: 'Anna', password: goodPassword });
    const { id } = await make();
    clock.aheadMs += 11 * 60_000;
    const path = acme.at(`/keys/${id}/rotate`);
    expect((await person.send('POST', path, {})).body['code']).toBe('reauthentication_required');
    await person.ok('POST', '/auth/confirm', { password: goodPassword });
    expect((await person.send('POST', path, {})).status).toBe(201);
  });
});

describe('the key of an operator', () => {
  it('is rotated likewise, and a way in without an end remains', async () => {
    const path = '/admin/v1/operator-keys';
    const { data } = await operator.get<{ data: Key[] }>(path);
    const first = data[0]?.id ?? '';
    const made = await operator.post<Rotated>(`${path}/${first}/rotate`, { overlapSeconds: 60 });
    expect(made).toMatchObject({ name: 'First key', expiresAt: null, predecessor: { id: first } });
    const next = operator.as(made.key);
    expect(await next.send('DELETE', `${path}/${made.id}`)).toMatchObject({
      status: 409,
      body: { code: 'last_operator_key' },
    });
    expect((await operator.send('POST', `${path}/${first}/rotate`, {})).body['code']).toBe(
      'key_not_rotatable',
    );
    clock.aheadMs += 60_001;
    expect([await statusOf(hub.operatorKey), await statusOf(made.key)]).toEqual([401, 200]);
    expect(await rotationsOfOperators()).toEqual([{ id: first }]);
  });
});
