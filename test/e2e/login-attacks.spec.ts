import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  createOrganization,
  goodPassword,
  MovedClock,
  Person,
  startTestHub,
  type TestHub,
  type TestOrganization,
  tokenOf,
  until,
} from '#support';
import { Passwords } from '../../src/modules/login/passwords/passwords.service.js';

let hub: TestHub;
let clock: MovedClock;
let acme: TestOrganization;
let count = 0;

const person = () => new Person(hub.url);
const join = async (email = `p${(count += 1)}@example.com`): Promise<{ who: Person; email: string }> => {
  const wish = { email, role: 'owner' };
  const { url } = await acme.owner.post<{ url: string }>(acme.at('/invitations'), wish);
  const who = person();
  const accept = { token: tokenOf(url), name: 'Some One', password: goodPassword };
  await who.ok('POST', '/auth/invitations/accept', accept);
  return { who, email };
};
const attempt = (email: string, password = 'a wrong sentence', from = person()) =>
  from.send('POST', '/auth/login', { email, password });
const isDead = async (thief: Person): Promise<boolean> =>
  (await thief.send('GET', '/auth/me')).status === 401 &&
  (await thief.send('GET', acme.at('/members'))).status === 401;

beforeAll(async () => {
  clock = new MovedClock();
  hub = await startTestHub({}, { clock });
  acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
});
afterAll(() => hub.stop());
// Failures of one test must not make the next one wait.
afterEach(() => {
  clock.aheadMs += 25 * 3600_000;
});

describe('a stolen cookie', () => {
  it('is dead after the owner logged out', async () => {
    const { who } = await join();
    const thief = who.stolen();
    await who.ok('POST', '/auth/logout');
    expect([who.cookie, await isDead(thief)]).toEqual(['', true]);
  });

  it('is dead after the password was changed, in whatever browser it came from', async () => {
    const { who, email } = await join();
    const second = person();
    await second.login(email);
    const thieves = [who.stolen(), second.stolen()];
    const wish = { current: goodPassword, password: 'quite another sentence' };
    await second.ok('POST', '/auth/password', wish);
    expect(await Promise.all(thieves.map(isDead))).toEqual([true, true]);
    expect(await second.me()).toMatchObject({ actsAs: 'owner' });
  });

  it('is dead after its session was ended from another one', async () => {
    const { who, email } = await join();
    const second = person();
    await second.login(email);
    const list = await second.ok<{ data: { id: string; isCurrent: boolean }[] }>('GET', '/auth/sessions');
    expect(list.data).toHaveLength(2);
    const stolen = list.data.find(session => !session.isCurrent)!;
    await second.ok('DELETE', `/auth/sessions/${stolen.id}`);
    expect(await isDead(who)).toBe(true);
    const foreign = (await join()).who;
    expect((await foreign.send('DELETE', `/auth/sessions/${list.data[0]!.id}`)).status).toBe(404);
  });

  it('is dead after an hour of nothing, and after a day whatever happens', async () => {
    const { who, email } = await join();
    clock.aheadMs += 61 * 60_000;
    expect(await isDead(who)).toBe(true);
    await who.login(email);
    for (let used = 0; used < 47; used += 1) {
      clock.aheadMs += 30 * 60_000;
      expect((await who.send('GET', '/auth/me')).status).toBe(200);
    }
    clock.aheadMs += 31 * 60_000;
    expect(await isDead(who)).toBe(true);
  });

  it('cannot be planted: a login always gives a new one', async () => {
    const { who, email } = await join();
    const victim = who.stolen();
    const planted = victim.cookie;
    await victim.login(email);
    expect(victim.cookie).not.toBe(planted);
    expect(await isDead(who)).toBe(true);
    const chosen = person();
    chosen.cookie = `causeway=${'x'.repeat(43)}`;
    await chosen.login(email);
    expect(chosen.cookie).not.toContain('xxx');
  });
});

describe('another site', () => {
  const forged = (who: Person, headers: Record<string, string>) => {
    const browser = who.stolen();
    if (!('x-csrf-token' in headers)) browser.csrf = '';
    return browser.send('PATCH', acme.at(''), { name: 'Hijacked' }, headers);
  };

  it.each([
    ['without a token', {}],
    ['with a guessed token', { 'x-csrf-token': 'x'.repeat(43) }],
  ])('changes nothing with the cookie %s', async (_, headers) => {
    const { who } = await join();
    expect((await forged(who, headers)).body['code']).toBe('csrf_refused');
    expect((await forged(who, { ...headers, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  it('changes nothing even with the token, nor with that of another session', async () => {
    const [{ who }, { who: attacker }] = [await join(), await join()];
    const leaked = { 'x-csrf-token': who.csrf, 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' };
    expect((await forged(who, leaked)).body['code']).toBe('csrf_refused');
    expect((await forged(who, { 'x-csrf-token': attacker.csrf })).body['code']).toBe('csrf_refused');
    expect((await who.send('PATCH', acme.at(''), { name: 'Acme' })).status).toBe(200);
  });

  it('logs nobody in as somebody else', async () => {
    const { email } = await join();
    const login = { email, password: goodPassword };
    const answer = await person().send('POST', '/auth/login', login, { 'sec-fetch-site': 'cross-site' });
    expect(answer.body['code']).toBe('csrf_refused');
    const form = await fetch(`${hub.url}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', origin: 'https://evil.test' },
      body: JSON.stringify(login),
    });
    expect(form.status).toBe(415);
  });

  it('asks nothing of a key, whose request nobody sends by accident', async () => {
    const answer = await acme.owner.send(
      'PATCH',
      acme.at(''),
      { name: 'Acme' },
      { 'sec-fetch-site': 'cross-site' },
    );
    expect(answer.status).toBe(200);
  });
});

describe('guessing', () => {
  it('learns nothing about who has a login: same answer, same work', async () => {
    const { email } = await join();
    const work = jest.spyOn(hub.hub.app.get(Passwords, { strict: false }), 'check');
    const answers = [await attempt(email), await attempt('nobody@example.com')];
    const shown = answers.map(({ status, headers, body }) => ({
      status,
      body: { ...body, requestId: '' },
      headers: [...headers.keys()].sort(),
    }));
    expect(shown[0]).toEqual(shown[1]);
    expect(work).toHaveBeenCalledTimes(2);
    work.mockRestore();
  });

  it('has to wait longer and longer, for known and unknown names alike', async () => {
    const { email } = await join();
    for (const name of [email, 'unknown@example.com']) {
      const seen: [number, string | null][] = [];
      for (let tries = 0; tries < 6; tries += 1) {
        const { status, headers } = await attempt(name);
        seen.push([status, headers.get('retry-after')]);
      }
      expect(seen.map(([status]) => status)).toEqual([401, 401, 401, 401, 401, 429]);
      expect(Number(seen[5]![1])).toBeGreaterThan(25);
    }
    expect((await attempt(email, goodPassword)).body['code']).toBe('login_throttled');
    clock.aheadMs += 31_000;
    expect((await attempt(email)).status).toBe(401);
    expect(Number((await attempt(email)).headers.get('retry-after'))).toBeGreaterThan(45);
    clock.aheadMs += 61_000;
    expect((await attempt(email, goodPassword)).status).toBe(204);
    expect((await attempt(email)).status).toBe(401);
  });

  it('does not get more tries by making them at once', async () => {
    const { email } = await join();
    const answers = await Promise.all(Array.from({ length: 12 }, () => attempt(email)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(7);
  });

  it('is in the trail of the organization', async () => {
    const { email } = await join();
    await attempt(email);
    const failures = () =>
      acme.owner.get<{ data: { action: string; outcome: string }[] }>(acme.at('/audit?limit=20'));
    const found = await until(failures, ({ data }) => data.some(({ action }) => action === 'login.failed'));
    expect(JSON.stringify(found)).not.toContain('a wrong sentence');
  });
});
