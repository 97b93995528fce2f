import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  allRecords,
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
if (reason) console.warn(`SKIPPED: SIGTERM in the middle of a first sync. ${reason}`);

const events = 300;
const batch = 50;

(reason ? describe.skip : describe)('a hub that is asked to stop in the middle of a run', () => {
  let database: TestDatabase;
  let hub: ProcessHub;
  let server: DavServer;
  let world: FaultyCalendar;

  beforeAll(async () => {
    [database, server] = await Promise.all([createTestDatabase(), startRadicale()]);
    hub = await startHubProcess({ database });
    world = await startFaultyCalendar(hub, server, events);
  }, 120_000);
  afterAll(async () => {
    await hub.stop();
    await world.proxy.stop();
    await Promise.all([server.stop(), database.drop()]);
  });

  it('ends within thirty seconds, and after the next start the run has everything, no page twice', async () => {
    const run = await world.begin();
    await until(
      () => Promise.resolve(world.proxy.counts.multiget),
      count => count >= 2,
      60_000,
    );
    const began = performance.now();
    await hub.kill('SIGTERM');
    const took = performance.now() - began;
    expect(took).toBeLessThan(30_000);
    const asked = world.proxy.counts.multiget;

    await hub.start();
    expect(await world.ended(run)).toMatchObject({ status: 'succeeded', counts: { pulledCreated: events } });
    // It went on where it was: at most the page that was under way is asked for again.
    expect(world.proxy.counts.multiget - asked).toBeLessThanOrEqual(events / batch - asked + 1);
    expect(eventsInRecords(await allRecords(world.calendar))).toEqual(
      eventsOnDisk(server, world.calendar.program.calendar),
    );
  }, 200_000);
});
