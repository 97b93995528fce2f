import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createTestDatabase,
  type DavServer,
  type FaultyCalendar,
  type ProcessHub,
  radicaleMissing,
  startFaultyCalendar,
  startHubProcess,
  startRadicale,
  type TestDatabase,
  until,
} from '#support';

interface Remap {
  readonly status: string;
  readonly progress: { readonly done: number; readonly expected: number };
  readonly changed: number;
}

const reason = radicaleMissing();
if (reason) console.warn(`SKIPPED: kill -9 in the middle of a re-mapping. ${reason}`);

const events = 1_500;

(reason ? describe.skip : describe)('a hub that is killed in the middle of a re-mapping', () => {
  let database: TestDatabase;
  let hub: ProcessHub;
  let server: DavServer;
  let world: FaultyCalendar;

  beforeAll(async () => {
    [database, server] = await Promise.all([createTestDatabase(), startRadicale()]);
    hub = await startHubProcess({ database });
    world = await startFaultyCalendar(hub, server, events);
    await world.ended(await world.begin());
  }, 180_000);
  afterAll(async () => {
    await hub.stop();
    await world.proxy.stop();
    await Promise.all([server.stop(), database.drop()]);
  });

  it('goes on where it was, reads each record anew once, and asks the vendor nothing', async () => {
    const { organization, syncId } = world.calendar;
    const { owner, at } = organization;
    const { provider } = await owner.get<{ provider: string }>(
      at(`/connections/${world.calendar.connectionId}`),
    );
    const rules = [{ target: 'custom.length', direction: 'in', expression: 'size(fields.title)' }];
    const wish = { name: 'Lengths', provider, model: 'calendar_event', rules };
    const { id } = await owner.post<{ id: string }>(at('/mappings'), wish);
    const remap = async () => (await owner.get<{ data: Remap[] }>(at(`/mappings/${id}/remaps`))).data[0];
    const calls = { ...world.proxy.counts };

    await owner.ok('PATCH', at(`/syncs/${syncId}`), { mappingId: id });
    const caught = await until(remap, found => (found?.progress.done ?? 0) > 0);
    expect(caught).toMatchObject({ status: 'running' });
    await hub.kill();
    await hub.start();

    const done = { status: 'succeeded', changed: events, progress: { done: events, expected: events } };
    expect(await until(remap, found => found?.status === 'succeeded', 120_000)).toMatchObject(done);
    expect(world.proxy.counts).toEqual(calls);
    const feed = await owner.get<{ data: { state: string; revision: number; fields: object }[] }>(
      at(`/records?syncId=${syncId}&limit=500`),
    );
    for (const { state, revision, fields } of feed.data) {
      expect({ state, revision }).toEqual({ state: 'clean', revision: 2 });
      expect(fields).toMatchObject({ custom: { length: expect.any(Number) } });
    }
  });
});
