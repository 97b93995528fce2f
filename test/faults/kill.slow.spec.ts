import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  allRecords,
  createOrganization,
  createTestDatabase,
  type DavServer,
  eventsInRecords,
  eventsOnDisk,
  type FaultyCalendar,
  type ProcessHub,
  radicaleMissing,
  startFaultyCalendar,
  startHubProcess,
  startRadicale,
  type TestDatabase,
  until,
} from '#support';

const reason = radicaleMissing();
if (reason) console.warn(`SKIPPED: kill -9 in the middle of a first sync. ${reason}`);

const long = process.env['LONG'] !== undefined;
const events = long ? 5_000 : 2_050;
const patience = long ? 5 : 1;
const batch = 50;
const mostInBatch = 200;

(reason ? describe.skip : describe)('a hub killed in the middle of a first sync', () => {
  let database: TestDatabase;
  let hub: ProcessHub;
  let server: DavServer;
  let world: FaultyCalendar;

  const multigets = (atLeast: number) =>
    until(
      async () => world.proxy.counts.multiget,
      count => count >= atLeast,
      90_000 * patience,
    );

  beforeAll(async () => {
    [database, server] = await Promise.all([createTestDatabase(), startRadicale()]);
    hub = await startHubProcess({ database });
    world = await startFaultyCalendar(hub, server, events);
  }, 120_000 * patience);
  afterAll(async () => {
    await hub.stop();
    await world.proxy.stop();
    await Promise.all([server.stop(), database.drop()]);
  });

  it(
    'goes on where it was, twice, and ends with both sides equal',
    async () => {
      const whole = 1 + (events - batch) / mostInBatch;
      const run = await world.begin();
      let killedAt = 0;
      for (let kill = 1; kill <= 2; kill += 1) {
        killedAt = await multigets(killedAt + 2 + Math.floor(Math.random() * (whole / 3 - 2)));
        await hub.kill('SIGKILL');
        expect(killedAt).toBeLessThan(whole);
        await hub.start();
        const known = await allRecords(world.calendar);
        // A page is stored before the next one is asked for; a kill, or a busy machine, repeats one or two requests.
        expect(known.length).toBeGreaterThanOrEqual((killedAt - 2 - kill) * batch);
      }
      expect(await world.ended(run)).toMatchObject({
        status: 'succeeded',
        counts: { pulledCreated: events },
      });

      // A kill repeats the pages at hand and the list of names, and begins with a small page again.
      expect(world.proxy.counts.multiget).toBeLessThanOrEqual(whole + 8);
      expect(world.proxy.counts['sync-collection']).toBeLessThanOrEqual(5);
      const records = eventsInRecords(await allRecords(world.calendar));
      expect(records.size).toBe(events);
      expect(records).toEqual(eventsOnDisk(server, world.calendar.program.calendar));
    },
    280_000 * patience,
  );
});

describe('an all-in-one hub killed with its own database', () => {
  it('takes the orphaned PostgreSQL over at the next start and has everything', async () => {
    const hub = await startHubProcess();
    try {
      const acme = await createOrganization(hub.url, hub.operatorKey);
      const pidFile = path.join(hub.directory, 'postgres', 'postmaster.pid');
      const orphan = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
      await hub.kill('SIGKILL');
      expect(isRunning(orphan)).toBe(true);

      await hub.start();
      const server = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
      expect(server).not.toBe(orphan);
      expect(isRunning(orphan)).toBe(false);
      expect(await acme.owner.get(acme.at(''))).toMatchObject({ id: acme.id });

      await hub.kill('SIGTERM');
      expect(isRunning(server)).toBe(false);
    } finally {
      await hub.stop();
    }
  }, 120_000);
});

/** A process that ended but that nobody waited for is gone as well. */
const isRunning = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};
