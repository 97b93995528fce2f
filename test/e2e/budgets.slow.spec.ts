import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Caller,
  createOrganization,
  createTestDatabase,
  finished,
  integrationOf,
  limitedAccount as account,
  limitedModule,
  LimitedVendor,
  type Run,
  startTestHub,
  type TestDatabase,
  type TestHub,
  type TestOrganization,
  until,
} from '#support';

const crowd = process.env['LONG'] ? 200 : 60;
const allowance = { requests: 50, perSeconds: 10 };
const settings = {
  CAUSEWAY_KEY: Buffer.alloc(32, 7).toString('base64'),
  CAUSEWAY_WORKERS: '12',
};

/** Two processes' worth of hubs on one database, and a vendor that each test lets answer as it needs. */
let vendor: LimitedVendor;
let database: TestDatabase;
let hubs: TestHub[];
let acme: TestOrganization;
let other: TestOrganization;

beforeAll(async () => {
  vendor = await LimitedVendor.start();
  database = await createTestDatabase();
  const own = { requestsPerSecond: 100, concurrent: 8 };
  const extraModules = [
    limitedModule('plain', vendor.url, own),
    limitedModule('narrow', vendor.url, { ...own, client: allowance, scope: 'client' }),
    limitedModule('fair', vendor.url, { ...own, client: { requests: 20, perSeconds: 10 } }),
    limitedModule('counted', vendor.url, {
      ...own,
      headers: [{ remaining: 'x-remaining', reset: 'x-reset', form: 'seconds_left' }],
    }),
  ];
  const first = await startTestHub(settings, { database, extraModules });
  hubs = [first, await startTestHub(settings, { database, extraModules })];
  acme = await createOrganization(first.url, first.operatorKey, 'Acme');
  other = await createOrganization(first.url, first.operatorKey, 'Other');
}, 60_000);
afterAll(async () => {
  await Promise.all(hubs.map(hub => hub.stop()));
  await database.drop();
  await vendor.stop();
});
afterEach(() => {
  vendor.seen.length = 0;
  vendor.answer = ok;
});

const ok: LimitedVendor['answer'] = response => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  return 200;
};

const begin = async ({ owner }: TestOrganization, path: string): Promise<string> =>
  `${path}/${(await owner.post<Run>(path, {})).id}`;

type SeenRun = Run & { resumeAt: string | null };

const parked = ({ owner }: TestOrganization, run: string): Promise<SeenRun> =>
  until(
    () => owner.get<SeenRun>(run),
    ({ status, resumeAt }) => status === 'queued' && resumeAt !== null,
  );

const secondsAway = (time: string | null): number => (Date.parse(time ?? '') - Date.now()) / 1000;

describe('a vendor that asks to wait', () => {
  it('parks the run for a long wait, and stops only that connection', async () => {
    const limited = await account(acme, 'plain', 'limited', 3);
    const sound = await account(acme, 'plain', 'sound');
    vendor.answer = (response, name) => {
      if (name !== 'limited') return ok(response, name);
      response.writeHead(429, { 'retry-after': '30' }).end();
      return 429;
    };
    const [first = '', second = ''] = limited.syncs;
    const run = await parked(acme, await begin(acme, first));
    expect(secondsAway(run.resumeAt)).toBeGreaterThan(25);
    expect(run.error).toMatchObject({ code: 'provider_rate_limited' });
    expect(vendor.lists('limited')).toHaveLength(1);

    const startedAt = Date.now();
    expect(await finished(acme.owner, await begin(acme, sound.syncs[0] ?? ''))).toMatchObject({
      status: 'succeeded',
    });
    expect(Date.now() - startedAt).toBeLessThan(15_000);

    // The same account again, once the other process knows as well: nobody asks the vendor.
    await new Promise(resolve => setTimeout(resolve, 1_500));
    const [third = ''] = limited.syncs.slice(2);
    for (const path of [second, third]) await parked(acme, await begin(acme, path));
    expect(vendor.lists('limited')).toHaveLength(1);

    const metrics = await Promise.all(
      hubs.map(hub => new Caller(hub.url, hubs[0]?.operatorKey ?? '').get<string>('/metrics')),
    );
    expect(metrics.join()).toMatch(
      /causeway_outbound_rate_limited_total\{provider="plain",budget="connection"\} 1/,
    );
    expect(metrics.join()).toMatch(
      /causeway_outbound_refused_total\{provider="plain",budget="connection"\} \d/,
    );
  });

  it('is waited for in place when the wait is short', async () => {
    const { syncs } = await account(acme, 'plain', 'brief');
    let refusals = 0;
    vendor.answer = (response, name) => {
      refusals += 1;
      if (refusals > 1) return ok(response, name);
      response.writeHead(429, { 'retry-after': '1' }).end();
      return 429;
    };
    const run = await finished(acme.owner, await begin(acme, syncs[0] ?? ''));
    expect(run).toMatchObject({ status: 'succeeded' });
    const [refused = 0, served = 0] = vendor.lists('brief').map(({ at }) => at);
    expect(served - refused).toBeGreaterThanOrEqual(1_000);
  });

  it('is left alone once its headers say that nothing is left', async () => {
    const { connectionId, syncs } = await account(acme, 'counted', 'spent', 3);
    const [last = ''] = syncs.slice(2);
    let left = 2;
    vendor.answer = (response, name) => {
      left -= 1;
      response.setHeader('x-remaining', String(Math.max(0, left)));
      response.setHeader('x-reset', '40');
      return ok(response, name);
    };
    for (const path of syncs.slice(0, 2)) {
      expect(await finished(acme.owner, await begin(acme, path))).toMatchObject({ status: 'succeeded' });
    }
    // Either process may have been told; the other reads it within a second.
    await new Promise(resolve => setTimeout(resolve, 1_500));
    const run = await parked(acme, await begin(acme, last));
    expect(secondsAway(run.resumeAt)).toBeGreaterThan(30);
    expect(vendor.lists('spent')).toHaveLength(2);
    const view = await acme.owner.get<{ budget: { closedUntil: string | null } | null }>(
      acme.at(`/connections/${connectionId}`),
    );
    expect(secondsAway(view.budget?.closedUntil ?? null)).toBeGreaterThan(30);
  });
});

describe('a connection whose server hangs', () => {
  it('slows nobody else', async () => {
    vendor.answer = (response, name) => (name.startsWith('hanging') ? 0 : ok(response, name));
    const hanging = await account(acme, 'plain', 'hanging', 8);
    const sound = await account(acme, 'plain', 'sound-too', 5);
    await Promise.all(hanging.syncs.map(path => begin(acme, path)));
    await until(
      () => Promise.resolve(vendor.lists('hanging').length),
      count => count >= 4,
    );
    for (const path of sound.syncs) {
      const startedAt = Date.now();
      expect(await finished(acme.owner, await begin(acme, path))).toMatchObject({ status: 'succeeded' });
      expect(Date.now() - startedAt).toBeLessThan(5_000);
    }
  }, 60_000);
});

describe('a budget of all connections', () => {
  it('is never broken by a crowd of runs in two processes, all of which succeed', async () => {
    const holders = Array.from({ length: crowd / 10 }, (_, i) => (i % 2 === 0 ? acme : other));
    for (const holder of [acme, other]) await integrationOf(holder, 'narrow');
    const accounts = await Promise.all(
      holders.map((holder, i) => account(holder, 'narrow', `narrow-${i}`, 10)),
    );
    const runs = await Promise.all(
      accounts.flatMap(({ syncs }, i) =>
        syncs.map(async path => {
          const organization = holders[i] ?? acme;
          return { organization, run: await begin(organization, path) };
        }),
      ),
    );
    for (const { organization, run } of runs) {
      const end = await until(
        () => organization.owner.get<Run>(run),
        ({ status }) => !['queued', 'running'].includes(status),
        120_000,
      );
      expect(end.status).toBe('succeeded');
    }
    // Others' parked runs go on meanwhile, on budgets of their own.
    const narrow = vendor.seen.filter(request => request.account.startsWith('narrow-'));
    const at = narrow.map(request => request.at);
    expect(at).toHaveLength(crowd);
    const windowMs = allowance.perSeconds * 1000;
    const inWindow = at.map(from => at.filter(t => t >= from && t < from + windowMs).length);
    expect(Math.max(...inWindow)).toBeLessThanOrEqual(allowance.requests);
    const seconds = ((at.at(-1) ?? 0) - (at[0] ?? 0)) / 1000;
    const used = (at.length - 1) / seconds / (allowance.requests / allowance.perSeconds);
    // How much of it was used depends on the machine: docs/benchmarks.md.
    console.info(`${crowd} runs in ${seconds.toFixed(1)} s: ${(used * 100).toFixed(1)} % of the allowance`);
  }, 180_000);

  it('is shared fairly: one organization’s crowd holds up another’s run by moments', async () => {
    const noisy = await account(acme, 'fair', 'noisy', 60);
    const quiet = await account(other, 'fair', 'quiet');
    await Promise.all(noisy.syncs.map(path => begin(acme, path)));
    await until(
      () => Promise.resolve(vendor.lists('noisy').length),
      count => count >= 3,
    );
    const startedAt = performance.now();
    await begin(other, quiet.syncs[0] ?? '');
    await until(
      () => Promise.resolve(vendor.lists('quiet').length),
      count => count === 1,
      20_000,
    );
    const waitedMs = performance.now() - startedAt;
    console.info(`another organization's first request after ${waitedMs.toFixed(0)} ms`);
    expect(waitedMs).toBeLessThan(8_000);
    expect(vendor.lists('noisy').length).toBeLessThan(40);
  }, 60_000);
});
