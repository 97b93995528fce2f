import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApi, type TestApi } from '../testing/test-api.js';
import { type Answer, bearer, send, TestHub } from '../testing/test-hub.js';

let hub: TestHub;
let processes: TestApi[];
beforeAll(async () => {
  hub = await TestHub.start();
  const rateLimits = { caller: 5, organization: 100, address: 7 };
  const start = () => startTestApi(hub.installation.app, { rateLimits });
  processes = await Promise.all([start(), start()]);
});
afterAll(async () => {
  await Promise.all(processes.map(({ app }) => app.close()));
  await hub.stop();
});

/** `each` requests to each of the two processes, all at once. */
const flood = (each: number, url: string, headers: Record<string, string>): Promise<Answer[]> =>
  Promise.all(
    Array.from({ length: each }, () => processes.map(to => send(to, { method: 'GET', url, headers }))).flat(),
  );
const count = (answers: readonly Answer[], status: number): number =>
  answers.filter(answer => answer.status === status).length;

describe('rate limits', () => {
  it('are shared by two processes and say what is left', async () => {
    const org = await hub.createOrganization('limited');
    const { key } = await hub.keyOf(org, 'auditor');
    const answers = await flood(4, '/v1/me', bearer(key));
    expect([count(answers, 200), count(answers, 429)]).toEqual([5, 3]);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.json().code).toBe('rate_limited');
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused?.headers['ratelimit']).toMatch(/^"caller";r=0;t=\d+$/);
    const served = answers.find(({ status }) => status === 200);
    expect(served?.headers['ratelimit-policy']).toBe('"caller";q=5;w=60, "organization";q=100;w=60');
  });

  it('count guessed credentials by address', async () => {
    await hub.installation.query('truncate rate_limit');
    const guesses = await flood(6, '/v1/me', bearer('cwk_guess'));
    expect([count(guesses, 401), count(guesses, 429)]).toEqual([7, 5]);
  });

  it('count all keys of an organization together, and nobody of another', async () => {
    const [noisy, quiet] = [await hub.createOrganization('noisy'), await hub.createOrganization('quiet')];
    const keys = await Promise.all(Array.from({ length: 26 }, () => hub.keyOf(noisy, 'auditor')));
    await hub.installation.query('truncate rate_limit');
    const answers = (await Promise.all(keys.map(({ key }) => flood(2, '/v1/me', bearer(key))))).flat();
    expect([count(answers, 200), count(answers, 429)]).toEqual([100, 4]);
    expect(count(await flood(1, '/v1/me', bearer(quiet.key)), 200)).toBe(2);
  });

  it('spare health', async () => {
    expect(count(await flood(10, '/open/health', {}), 200)).toBe(20);
  });
});
