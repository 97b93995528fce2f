import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Caller, goodPassword, MovedClock, Person, startTestHub, type TestHub } from '#support';
import { fromBase32 } from '../../src/modules/login/totp/base32.js';
import { codeAt, stepAt } from '../../src/modules/login/totp/totp.js';

let hub: TestHub;
let clock: MovedClock;
let operator: Person;

const person = () => new Person(hub.url);

beforeAll(async () => {
  clock = new MovedClock();
  hub = await startTestHub({ CAUSEWAY_OPERATOR_TOTP: 'true' }, { clock });
  operator = person();
  const wish = { email: 'op@example.com', name: 'Olga', password: goodPassword };
  const made = await fetch(`${hub.url}/auth/setup`, {
    method: 'POST',
    headers: { authorization: `Bearer ${hub.operatorKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(wish),
  });
  expect(made.status).toBe(204);
  await operator.login(wish.email);
});
afterAll(() => hub.stop());
// Failures of one test must not make the next one wait.
afterEach(() => {
  clock.aheadMs += 25 * 3600_000;
});

describe('two steps', () => {
  let secret: Buffer;
  let recoveryCodes: string[];
  const codeNow = (distance = 0) => codeAt(secret, stepAt(clock.now()) + distance);
  const password = () => operator.login('op@example.com');

  it('are required of operators by the setting', async () => {
    await password();
    const me = await operator.me();
    expect(me).toMatchObject({ actsAs: null, required: 'totp_enrolment', account: { recoveryCodes: null } });
    expect((await operator.send('GET', '/admin/v1/organizations')).status).toBe(401);
    const begun = await operator.ok<{ secret: string; uri: string }>('POST', '/auth/totp');
    expect(begun.uri).toContain(`secret=${begun.secret}&issuer=Causeway`);
    secret = fromBase32(begun.secret);
    const wrong = await operator.send('POST', '/auth/totp/confirm', { code: codeNow(5) });
    expect(wrong.body['code']).toBe('login_failed');
    const thief = operator.stolen();
    const on = await operator.ok<{ recoveryCodes: string[] }>('POST', '/auth/totp/confirm', {
      code: codeNow(),
    });
    recoveryCodes = on.recoveryCodes;
    expect(new Set(recoveryCodes).size).toBe(10);
    expect(await operator.me()).toMatchObject({ actsAs: 'operator', required: null });
    expect((await thief.send('GET', '/auth/me')).status).toBe(401);
  });

  it('give nothing after the first, and a code works once', async () => {
    await password();
    expect(await operator.me()).toMatchObject({ actsAs: null, required: 'totp', organizations: [] });
    expect((await operator.send('GET', '/admin/v1/organizations')).status).toBe(401);
    for (const [method, path] of [
      ['GET', '/auth/sessions'],
      ['DELETE', '/auth/totp'],
      ['POST', '/auth/totp'],
    ] as const)
      expect((await operator.send(method, path)).body['code']).toBe('totp_required');
    expect((await operator.send('POST', '/auth/switch', { organizationId: null })).body['code']).toBe(
      'totp_required',
    );
    const half = operator.stolen();
    const code = codeNow();
    await operator.ok('POST', '/auth/totp/verify', { code });
    expect(await operator.me()).toMatchObject({ actsAs: 'operator' });
    expect((await half.send('GET', '/auth/me')).status).toBe(401);
    const second = person();
    await second.login('op@example.com');
    const replay = await second.send('POST', '/auth/totp/verify', { code });
    expect([replay.status, replay.body['code']]).toEqual([401, 'login_failed']);
    expect((await second.send('POST', '/auth/totp/verify', { code: codeNow(-1) })).status).toBe(401);
    await second.ok('POST', '/auth/totp/verify', { code: codeNow(1) });
  });

  it('take a recovery code, once', async () => {
    const code = recoveryCodes[0]!.toLowerCase();
    await password();
    await operator.ok('POST', '/auth/totp/verify', { recoveryCode: code });
    expect(await operator.me()).toMatchObject({ actsAs: 'operator' });
    await password();
    expect((await operator.send('POST', '/auth/totp/verify', { recoveryCode: code })).status).toBe(401);
    await operator.ok('POST', '/auth/totp/verify', { recoveryCode: recoveryCodes[1]! });
  });

  it('say how many recovery codes are left, to whoever is in', async () => {
    const left = async () => (await operator.me()).account.recoveryCodes;
    await password();
    expect(await left()).toBeNull();
    await operator.ok('POST', '/auth/totp/verify', { recoveryCode: recoveryCodes[2]! });
    expect(await left()).toEqual({ left: 7, made: 10 });
    recoveryCodes = (await operator.ok<{ recoveryCodes: string[] }>('POST', '/auth/totp/recovery-codes'))
      .recoveryCodes;
    expect(await left()).toEqual({ left: 10, made: 10 });
  });

  it('cannot be guessed through, nor past a fresh login of the password', async () => {
    await password();
    const guess = () => operator.send('POST', '/auth/totp/verify', { code: codeNow(7) });
    for (let tries = 0; tries < 5; tries += 1) expect((await guess()).status).toBe(401);
    expect((await guess()).status).toBe(429);
    await password();
    expect((await guess()).status).toBe(429);
  });

  it('are asked for again where a fresh login is needed, and turned off only with one', async () => {
    await password();
    await operator.ok('POST', '/auth/totp/verify', { code: codeNow() });
    clock.aheadMs += 11 * 60_000;
    expect((await operator.send('DELETE', '/auth/totp')).body['code']).toBe('reauthentication_required');
    const half = await operator.send('POST', '/auth/confirm', { password: goodPassword });
    expect(half.body['code']).toBe('login_failed');
    await operator.ok('POST', '/auth/confirm', { password: goodPassword, code: codeNow() });
    const listed = await new Caller(hub.url, hub.operatorKey).get<{ data: { hasTotp: boolean }[] }>(
      '/admin/v1/accounts',
    );
    expect(listed.data.filter(({ hasTotp }) => hasTotp)).toHaveLength(1);
    await operator.ok('DELETE', '/auth/totp');
    expect(await operator.me()).toMatchObject({ actsAs: null, required: 'totp_enrolment' });
  });
});
