import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
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

const events = process.env['LONG'] ? 5_000 : 2_000;
const batch = 50;

(reason ? describe.skip : describe)('a hub killed in the middle of a first sync', () => {
  let database: TestDatabase;
  let hub: ProcessHub;
  let server: DavServer;
  let world: FaultyCalendar;

  const multigets = (atLeast: number) =>
    until(
      async () => world.proxy.counts.multiget,
      count => count >= atLeast,
      90_000,
    );

  beforeAll(async () => {
    [database, server] = await Promise.all([createTestDatabase(), startRadicale()]);
    hub = await startHubProcess({ database });
    world = await startFaultyCalendar(hub, server, events);
  });
  afterAll(async () => {
    await hub.stop();
    await world.proxy.stop();
    await Promise.all([server.stop(), database.drop()]);
  });

  it('goes on where it was, twice, and ends with both sides equal', async () => {
    const whole = events / batch;
    const run = await world.begin();
    let killedAt = 0;
    for (let kill = 1; kill <= 2; kill += 1) {
      killedAt = await multigets(killedAt + 3 + Math.floor(Math.random() * (whole / 3 - 5)));
      await hub.kill('SIGKILL');
      expect(killedAt).toBeLessThan(whole);
      await hub.start();
      const known = await allRecords(world.calendar);
      // A page is stored before the next one is asked for.
      expect(known.length).toBeGreaterThanOrEqual((killedAt - 2) * batch);
    }
    expect(await world.ended(run)).toMatchObject({ status: 'succeeded', counts: { pulledCreated: events } });

    // From zero each time it would have been far more; a kill repeats the page at hand and the list of names.
    expect(world.proxy.counts.multiget).toBeLessThanOrEqual(whole + 2);
    expect(world.proxy.counts['sync-collection']).toBe(3);
    const records = eventsInRecords(await allRecords(world.calendar));
    expect(records.size).toBe(events);
    expect(records).toEqual(eventsOnDisk(server, world.calendar.program.calendar));
  }, 280_000);
});

describe('an all-in-one hub killed with its own database', () => {
  it('takes the orphaned PostgreSQL over at the next start and has everything', async () => {
    const hub = await startHubProcess();
    try {
      const acme = await createOrganization(hub.url, hub.operatorKey);
      const pidFile = path.join(hub.directory, 'postgres', 'postmaster.pid');
      const orphan = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
      await hub.kill('SIGKILL');
      expect(commandOf(orphan)).toContain('postgres');

      await hub.start();
      const server = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
      expect(server).not.toBe(orphan);
      expect(commandOf(orphan)).not.toContain('postgres');
      expect(await acme.owner.get(acme.at(''))).toMatchObject({ id: acme.id });

      await hub.kill('SIGTERM');
      expect(commandOf(server)).not.toContain('postgres');
    } finally {
      await hub.stop();
    }
  }, 120_000);
});

const commandOf = (pid: number): string => {
  try {
    return execFileSync('ps', ['-o', 'comm=,stat=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return 'gone'; // `ps` fails when there is no such process.
  }
};
