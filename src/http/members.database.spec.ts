import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OperatorKeys } from '#tenancy';
import { TestHub } from './testing/test-hub.js';

let hub: TestHub;
beforeAll(async () => {
  hub = await TestHub.start();
});
afterAll(() => hub.stop());

/** Both requests are under way at once: the first cannot write before the second has done or waits as well. */
const overlapping = async <T>(memberId: string, start: () => Promise<T>[]): Promise<T[]> => {
  const { query } = hub.installation;
  await query('begin');
  await query('select 1 from member where id = $1 for update', [memberId]);
  let settled = 0;
  const requests = start().map(request => request.finally(() => (settled += 1)));
  let waiting = 0;
  while (waiting + settled < requests.length) {
    await sleep(10);
    const [row] = await query<{ n: number }>(
      'select count(distinct pid)::int as n from pg_locks where not granted',
    );
    waiting = row?.n ?? 0;
  }
  await query('rollback');
  return Promise.all(requests);
};

describe('members, sessions and keys', () => {
  it('keeps an owner even when two owners demote each other at the same moment', async () => {
    const org = await hub.createOrganization('owners');
    const path = `/v1/organizations/${org.id}/members`;
    const second = (
      await hub.call('POST', path, org.key, { email: 'b@example.com', name: 'B', role: 'owner' })
    ).body.id;
    const program = await hub.keyOf(org, 'owner');
    const both = await overlapping(second, () => [
      hub.call('PATCH', `${path}/${second}`, program.key, { role: 'admin' }),
      hub.call('PATCH', `${path}/${org.owner}`, program.key, { role: 'admin' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const owners = (await hub.call('GET', path, program.key)).body.data.filter(m => m.role === 'owner');
    expect(owners).toHaveLength(1);
    const removal = await hub.call('DELETE', `${path}/${owners[0]?.id}`, program.key);
    expect([removal.status, removal.body.code]).toEqual([409, 'last_owner']);
  });

  it('gives nobody more than they have', async () => {
    const org = await hub.createOrganization('grants');
    const at = `/v1/organizations/${org.id}`;
    const admin = await hub.keyOf(org, 'admin');
    const owner = { email: 'x@example.com', name: 'X', role: 'owner' };
    expect((await hub.call('POST', `${at}/members`, admin.key, owner)).status).toBe(403);
    expect((await hub.call('PATCH', `${at}/members/${org.owner}`, admin.key, { name: 'Y' })).status).toBe(
      403,
    );
    expect((await hub.call('DELETE', `${at}/members/${org.owner}`, admin.key)).status).toBe(403);
    expect((await hub.call('POST', `${at}/members/${org.owner}/sessions`, admin.key, {})).status).toBe(403);
    expect((await hub.call('POST', `${at}/keys`, admin.key, { name: 'k', role: 'owner' })).status).toBe(403);
    expect(
      (await hub.call('POST', `${at}/keys`, admin.key, { name: 'k', role: 'admin', memberId: org.owner }))
        .status,
    ).toBe(403);
    const narrow = await hub.keyOf(org, 'admin', { scopes: ['keys:write', 'keys:read'] });
    const wider = await hub.call('POST', `${at}/keys`, narrow.key, {
      name: 'k',
      role: 'admin',
      scopes: ['*'],
    });
    expect([wider.status, wider.body.code]).toEqual([403, 'scope_insufficient']);
  });

  it('ends keys and sessions with their member, and a demoted member demotes them', async () => {
    const org = await hub.createOrganization('leaver');
    const at = `/v1/organizations/${org.id}`;
    const admin = (
      await hub.call('POST', `${at}/members`, org.key, { email: 'a@example.com', name: 'A', role: 'admin' })
    ).body;
    const key = await hub.keyOf(org, 'admin', { memberId: admin.id });
    const session = (
      await hub.call('POST', `${at}/members/${admin.id}/sessions`, org.key, { ttlSeconds: 600 })
    ).body;
    expect((await hub.call('GET', '/v1/me', session.token)).body).toMatchObject({
      kind: 'member',
      id: admin.id,
      role: 'admin',
    });
    expect((await hub.call('POST', `${at}/members/${admin.id}/sessions`, session.token, {})).body.code).toBe(
      'key_required',
    );
    await hub.call('PATCH', `${at}/members/${admin.id}`, org.key, { role: 'member' });
    expect((await hub.call('GET', '/v1/me', key.key)).body.role).toBe('member');
    await hub.call('PATCH', `${at}/members/${admin.id}`, org.key, { status: 'suspended' });
    expect((await hub.call('GET', '/v1/me', session.token)).status).toBe(401);
    await hub.call('PATCH', `${at}/members/${admin.id}`, org.key, { status: 'active' });
    expect((await hub.call('DELETE', `${at}/members/${admin.id}`, org.key)).status).toBe(204);
    expect((await hub.call('GET', '/v1/me', key.key)).status).toBe(401);
    expect((await hub.call('GET', '/v1/me', session.token)).status).toBe(401);
  });

  it('lets a member manage the own keys and see no others', async () => {
    const org = await hub.createOrganization('own');
    const at = `/v1/organizations/${org.id}`;
    const member = (
      await hub.call('POST', `${at}/members`, org.key, { email: 'm@example.com', name: 'M', role: 'member' })
    ).body;
    const first = await hub.keyOf(org, 'member', { memberId: member.id });
    const foreign = await hub.keyOf(org, 'member');
    const own = await hub.call('POST', `${at}/keys`, first.key, { name: 'mine', role: 'member' });
    expect([own.status, own.body.memberId]).toEqual([201, member.id]);
    const listed = (await hub.call('GET', `${at}/keys?limit=1`, first.key)).body;
    const rest = (await hub.call('GET', `${at}/keys?cursor=${listed.nextCursor}`, first.key)).body;
    expect([...listed.data, ...rest.data].map(k => k.id)).toEqual([first.id, own.body.id]);
    expect((await hub.call('DELETE', `${at}/keys/${foreign.id}`, first.key)).status).toBe(404);
    expect((await hub.call('GET', `${at}/keys`, foreign.key)).body.data).toHaveLength(1);
    expect((await hub.call('DELETE', `${at}/keys/${own.body.id}`, first.key)).status).toBe(204);
    expect((await hub.call('GET', '/v1/me', own.body.key)).status).toBe(401);
  });

  it('expires keys and sessions, and notes the last use once a minute', async () => {
    const org = await hub.createOrganization('expiry');
    const soon = new Date(hub.api.clock.now().getTime() + 3_600_000).toISOString();
    const { key, id } = await hub.keyOf(org, 'auditor', { expiresAt: soon });
    await hub.call('GET', '/v1/me', key);
    const read = async () =>
      (
        await hub.installation.query<{ at: Date }>('select last_used_at as at from api_key where id = $1', [
          id,
        ])
      )[0]?.at.getTime();
    const first = await read();
    await hub.call('GET', '/v1/me', key);
    expect(await read()).toBe(first);
    hub.api.clock.advance(61_000);
    await hub.call('GET', '/v1/me', key);
    expect(await read()).toBeGreaterThan(first ?? 0);
    hub.api.clock.advance(3_600_000);
    expect((await hub.call('GET', '/v1/me', key)).status).toBe(401);
  });

  it('stores no secret and records exactly one event with each change', async () => {
    const org = await hub.createOrganization('evidence');
    await hub.call('PATCH', `/v1/organizations/${org.id}`, org.key, { name: 'renamed' });
    await hub.call('PATCH', `/v1/organizations/${org.id}`, org.key, { name: 'renamed' });
    const events = await hub.installation.query<{ action: string }>(
      'select action from audit_probe where organization_id = $1 order by id',
      [org.id],
    );
    expect(events.map(({ action }) => action)).toEqual(['organization.created', 'organization.changed']);
    const rows = await hub.installation.query<{ text: string }>(
      'select k::text as text from api_key k union all select o::text from operator_key o',
    );
    expect(
      rows.some(({ text }) => text.includes(org.key.slice(12)) || text.includes(hub.operator.slice(12))),
    ).toBe(false);
  });

  it('keeps the last operator key', async () => {
    const { body: keys } = await hub.call('GET', '/admin/v1/operator-keys', hub.operator);
    const last = await hub.call('DELETE', `/admin/v1/operator-keys/${keys.data[0]?.id}`, hub.operator);
    expect([last.status, last.body.code]).toEqual([409, 'last_operator_key']);
    const second = (await hub.call('POST', '/admin/v1/operator-keys', hub.operator, { name: 'second' })).body;
    expect((await hub.call('DELETE', `/admin/v1/operator-keys/${second.id}`, hub.operator)).status).toBe(204);
    expect((await hub.call('GET', '/admin/v1/organizations', second.key)).status).toBe(401);
    expect(await hub.api.app.get(OperatorKeys).ensureFirst()).toBeNull();
  });
});
