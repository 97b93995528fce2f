import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Caller,
  MovedClock,
  type ProcessHub,
  startHubProcess,
  startTestHub,
  startVendorStage,
  until,
  type VendorStage,
} from '#support';

let stage: VendorStage;
let processes: ProcessHub[];

// No process works on jobs: only what a test asks for touches the token endpoint.
beforeAll(async () => {
  stage = await startVendorStage({ CAUSEWAY_ROLE: 'api' });
  const options = { database: stage.hub.database, settings: { ...stage.settings, CAUSEWAY_ROLE: 'api' } };
  processes = await Promise.all(Array.from({ length: 4 }, () => startHubProcess(options)));
});
afterAll(async () => {
  await Promise.all(processes.map(hub => hub.stop()));
  await stage.stop();
});
afterEach(() => {
  Object.assign(stage.vendor, { onRefresh: null, expiresIn: 3600 });
});

let accounts = 0;
/** A connection whose token has ended in every process's time. */
const expired = async (): Promise<string> => {
  stage.vendor.expiresIn = 1;
  const id = await stage.connect(`account-${(accounts += 1)}`);
  stage.vendor.expiresIn = 3600;
  await sleep(1100);
  return id;
};
const check = (hub: ProcessHub, id: string): Promise<{ healthy: boolean; detail: string | null }> =>
  new Caller(hub.url, stage.organization.owner.key).post(stage.organization.at(`/connections/${id}/check`));

describe('an expired token in four processes', () => {
  it('is renewed by exactly one call for fifty users at once, also when the vendor is slow', async () => {
    const id = await expired();
    stage.vendor.onRefresh = async () => {
      await sleep(700);
      return undefined;
    };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, user) => check(processes[user % 4]!, id)),
    );
    expect(answers.filter(answer => !answer.healthy)).toEqual([]);
    expect(stage.vendor.refreshes).toHaveLength(1);
    expect(stage.vendor.reused).toEqual([]);
  });

  it('is renewed once in each of many rounds, and no spent refresh token ever comes back', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await expired();
      const before = stage.vendor.refreshes.length;
      const answers = await Promise.all(
        Array.from({ length: 24 }, (_, user) => check(processes[user % 4]!, id)),
      );
      expect(answers.every(answer => answer.healthy)).toBe(true);
      expect(stage.vendor.refreshes).toHaveLength(before + 1);
    }
    expect(stage.vendor.reused).toEqual([]);
  });

  it('is renewed by another process when the one that asked is killed before the answer', async () => {
    const id = await expired();
    const [victim, heir] = processes as [ProcessHub, ProcessHub];
    const before = stage.vendor.refreshes.length;
    let calls = 0;
    stage.vendor.onRefresh = async () => {
      if ((calls += 1) > 1) return undefined;
      await until(() => Promise.resolve(killed), Boolean);
      return { status: 500 };
    };
    let killed = false;
    const lost = check(victim, id).catch((error: unknown) => error);
    await until(
      () => Promise.resolve(calls),
      count => count === 1,
    );
    await victim.kill();
    killed = true;
    expect(await lost).toMatchObject({ message: 'fetch failed' });
    const began = Date.now();
    expect(await check(heir, id)).toMatchObject({ healthy: true });
    expect(Date.now() - began).toBeLessThan(35_000);
    expect(stage.vendor.refreshes).toHaveLength(before + 2);
    expect(stage.vendor.reused).toEqual([]);
  }, 90_000);
});

describe('a token that ends soon', () => {
  it('is renewed by the schedule, before anybody asks', async () => {
    const id = await stage.connect('scheduled');
    const before = stage.vendor.refreshes.length;
    const clock = new MovedClock();
    clock.aheadMs = 52 * 60_000;
    const worker = await startTestHub(
      { ...stage.settings, CAUSEWAY_ROLE: 'worker' },
      { clock, database: stage.hub.database },
    );
    try {
      await until(
        () => Promise.resolve(stage.vendor.refreshes.length),
        count => count > before,
      );
      const renewed = await until(
        () => stage.connection(id),
        ({ credential }) => Date.parse(credential?.expiresAt ?? '') > Date.now() + 100 * 60_000,
      );
      expect(renewed).toMatchObject({ status: 'active', lastError: null });
      expect(stage.vendor.reused).toEqual([]);
    } finally {
      await worker.stop();
    }
  });
});
