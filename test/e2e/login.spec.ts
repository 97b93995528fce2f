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
  tokenOf,
} from '#support';
import { setupLink } from '../../src/hub.js';

let hub: TestHub;
let clock: MovedClock;
let operator: Person;
let acme: TestOrganization;
let other: TestOrganization;

const person = () => new Person(hub.url);
const invite = async (organization: TestOrganization, email: string, role = 'member'): Promise<string> => {
  const made = await organization.owner.post<{ url: string }>(organization.at('/invitations'), {
    email,
    role,
  });
  return tokenOf(made.url);
};
const join = async (organization: TestOrganization, email: string, role = 'member'): Promise<Person> => {
  const token = await invite(organization, email, role);
  const joined = person();
  await joined.ok('POST', '/auth/invitations/accept', { token, name: 'Some One', password: goodPassword });
  return joined;
};
const actions = async (organization: TestOrganization): Promise<string[]> =>
  (
    await organization.owner.get<{ data: { action: string }[] }>(organization.at('/audit?limit=200'))
  ).data.map(event => event.action);
const sql = async (text: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client(hub.database.superuser);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
};

beforeAll(async () => {
  clock = new MovedClock();
  hub = await startTestHub({}, { clock });
  acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
  other = await createOrganization(hub.url, hub.operatorKey, 'Other');
  operator = person();
});
afterAll(() => hub.stop());

describe('the first start', () => {
  const first = { email: 'op@example.com', name: 'Olga', password: goodPassword };

  it('takes nobody without key or link, and no weak password', async () => {
    const refused = await operator.send('POST', '/auth/setup', first);
    expect([refused.status, refused.body['code']]).toEqual([403, 'setup_refused']);
    const guess = await operator.send('POST', '/auth/setup', { ...first, token: 'x'.repeat(43) });
    expect(guess.body['code']).toBe('setup_refused');
    const asOwner = await acme.owner.send('POST', '/auth/setup', first);
    expect(asOwner.body['code']).toBe('setup_refused');
    const token = tokenOf((await setupLink(hub.hub))!);
    const weak = await operator.send('POST', '/auth/setup', { ...first, password: 'short', token });
    expect([weak.status, weak.body['code']]).toEqual([422, 'password_weak']);
  });

  it('lets the link make the operator’s login, and is then closed for ever', async () => {
    const token = tokenOf((await setupLink(hub.hub))!);
    await operator.ok('POST', '/auth/setup', { ...first, token });
    expect(await operator.me()).toMatchObject({ actsAs: 'operator', required: null });
    expect((await operator.send('GET', '/auth/setup')).body).toEqual({ isOpen: false });
    expect(await setupLink(hub.hub)).toBeNull();
    const again = await new Caller(hub.url, hub.operatorKey).send('POST', '/auth/setup', first);
    expect([again.status, again.body['code']]).toEqual([409, 'setup_closed']);
    const replay = await person().send('POST', '/auth/setup', { ...first, email: 'b@example.com', token });
    expect(replay.body['code']).toBe('setup_closed');
  });

  it('gives the operator’s cookie what an operator’s key may do', async () => {
    const list = await operator.ok<{ data: unknown[] }>('GET', '/admin/v1/organizations');
    expect(list.data).toHaveLength(2);
    expect((await operator.send('GET', acme.at('/members'))).status).toBe(404);
  });

  it('keeps tokens and passwords out of the database', async () => {
    const rows = JSON.stringify(await sql('select * from login_session, user_account'));
    expect(rows).not.toContain(operator.cookie.slice('causeway='.length));
    expect(rows).not.toContain(goodPassword);
    expect(rows).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });
});

describe('a member', () => {
  it('comes in by invitation, once, and may what the role may', async () => {
    const token = await invite(acme, 'ada@example.com', 'auditor');
    const offer = await person().ok('POST', '/auth/invitations/look', { token });
    expect(offer).toMatchObject({ email: 'ada@example.com', role: 'auditor', organizationName: 'Acme' });
    const ada = person();
    await ada.ok('POST', '/auth/invitations/accept', { token, name: 'Ada', password: goodPassword });
    expect(await ada.me()).toMatchObject({ actsAs: 'auditor', organizationId: acme.id, required: null });
    expect((await ada.send('GET', acme.at('/members'))).status).toBe(200);
    expect((await ada.send('GET', other.at('/members'))).status).toBe(404);
    expect((await ada.send('POST', acme.at('/members'), {})).body['code']).toBe('role_insufficient');
    const again = await person().send('POST', '/auth/invitations/accept', { token, password: goodPassword });
    expect([again.status, again.body['code']]).toEqual([410, 'link_invalid']);
    expect(await actions(acme)).toEqual(
      expect.arrayContaining(['invitation.created', 'invitation.accepted']),
    );
  });

  it('is not let in by a link that was withdrawn, replaced or is a week old', async () => {
    const replaced = await invite(acme, 'late@example.com');
    const current = await invite(acme, 'late@example.com');
    expect((await person().send('POST', '/auth/invitations/look', { token: replaced })).status).toBe(410);
    clock.aheadMs += 7 * 24 * 3600_000 + 1000;
    expect((await person().send('POST', '/auth/invitations/look', { token: current })).status).toBe(410);
    const made = await acme.owner.post<{ id: string; url: string }>(acme.at('/invitations'), {
      email: 'late@example.com',
      role: 'member',
    });
    await acme.owner.ok('DELETE', acme.at(`/invitations/${made.id}`));
    expect((await person().send('POST', '/auth/invitations/look', { token: tokenOf(made.url) })).status).toBe(
      410,
    );
  });

  it('of two organizations goes over explicitly, with a new token', async () => {
    const both = await join(acme, 'both@example.com', 'admin');
    const token = await invite(other, 'both@example.com', 'member');
    const stranger = await person().send('POST', '/auth/invitations/accept', {
      token,
      password: 'their own choice',
    });
    expect([stranger.status, stranger.body['code']]).toEqual([409, 'account_exists']);
    await both.ok('POST', '/auth/invitations/accept', { token });
    expect(await both.me()).toMatchObject({ organizationId: other.id, actsAs: 'member' });
    expect((await both.send('GET', acme.at('/members'))).status).toBe(404);
    const before = both.stolen();
    await both.ok('POST', '/auth/switch', { organizationId: acme.id });
    expect(await both.me()).toMatchObject({ organizationId: acme.id, actsAs: 'admin' });
    expect((await before.send('GET', '/auth/me')).status).toBe(401);
    expect((await both.send('POST', '/auth/switch', { organizationId: null })).body['code']).toBe(
      'not_operator',
    );
    const anew = person();
    await anew.login('both@example.com');
    expect(await anew.me()).toMatchObject({ actsAs: null, required: 'organization' });
    expect((await anew.send('GET', acme.at('/members'))).status).toBe(401);
  });

  it('may not use an invitation that is another’s', async () => {
    const token = await invite(other, 'somebody@example.com');
    const ada = person();
    await ada.login('ada@example.com');
    const answer = await ada.send('POST', '/auth/invitations/accept', { token });
    expect(answer.body['code']).toBe('invitation_of_another');
  });

  it('loses the session’s power when suspended or removed', async () => {
    const mel = await join(acme, 'mel@example.com');
    const { memberId } = (await mel.me()) as unknown as { memberId: string };
    await acme.owner.ok('PATCH', acme.at(`/members/${memberId}`), { status: 'suspended' });
    expect((await mel.send('GET', acme.at('/members'))).status).toBe(401);
    await acme.owner.ok('DELETE', acme.at(`/members/${memberId}`));
    expect(await mel.me()).toMatchObject({ actsAs: null, organizations: [] });
  });
});

describe('a forgotten password', () => {
  it('is replaced by a link that works once and ends every session', async () => {
    const pat = await join(acme, 'pat@example.com');
    const { memberId } = (await pat.me()) as unknown as { memberId: string };
    const { url } = await acme.owner.post<{ url: string }>(acme.at(`/members/${memberId}/password-reset`));
    const wish = { token: tokenOf(url), password: 'quite another sentence' };
    expect((await person().send('POST', '/auth/password-reset', wish)).status).toBe(204);
    expect((await pat.send('GET', '/auth/me')).status).toBe(401);
    expect((await person().send('POST', '/auth/password-reset', wish)).body['code']).toBe('link_invalid');
    const old = await person().send('POST', '/auth/login', {
      email: 'pat@example.com',
      password: goodPassword,
    });
    expect(old.body['code']).toBe('login_failed');
    await person().login('PAT@example.com', wish.password);
  });

  it('of somebody who is elsewhere, too, is no owner’s business', async () => {
    const members = await acme.owner.get<{ data: { id: string; email: string }[] }>(acme.at('/members'));
    const both = members.data.find(member => member.email === 'both@example.com')!;
    const answer = await acme.owner.send('POST', acme.at(`/members/${both.id}/password-reset`), {});
    expect([answer.status, answer.body['code']]).toEqual([409, 'operator_required']);
  });
});

describe('what is sensitive', () => {
  it('asks a session that is older than ten minutes who it is, and no key', async () => {
    const boss = await join(acme, 'boss@example.com', 'owner');
    const wish = { name: 'A key', role: 'member' };
    expect((await boss.send('POST', acme.at('/keys'), wish)).status).toBe(201);
    clock.aheadMs += 11 * 60_000;
    const stale = await boss.send('POST', acme.at('/keys'), wish);
    expect(stale).toMatchObject({
      status: 403,
      body: { code: 'reauthentication_required', confirmWith: 'password', confirmAt: '/auth/confirm' },
    });
    expect((await boss.send('GET', acme.at('/audit/export?format=ndjson'))).status).toBe(403);
    expect((await boss.send('GET', acme.at('/keys'))).status).toBe(200);
    const wrong = await boss.send('POST', '/auth/confirm', { password: 'not this one at all' });
    expect(wrong.body['code']).toBe('login_failed');
    const before = boss.stolen();
    await boss.ok('POST', '/auth/confirm', { password: goodPassword });
    expect((await boss.send('POST', acme.at('/keys'), wish)).status).toBe(201);
    expect((await before.send('GET', '/auth/me')).status).toBe(401);
    expect((await acme.owner.send('POST', acme.at('/keys'), wish)).status).toBe(201);
  });
});
