import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  allRecords,
  type DavServer,
  event,
  eventsInRecords,
  eventsOnDisk,
  type FaultyCalendar,
  radicaleMissing,
  startFaultyCalendar,
  startRadicale,
  startTestHub,
  type TestHub,
} from '#support';

const reason = radicaleMissing();
if (reason) console.warn(`SKIPPED: a calendar server that refuses the password. ${reason}`);

const refusal = { does: 'answer', status: 401 } as const;
const changed = { status: 'succeeded', counts: { pulledUpdated: 1 } };

(reason ? describe.skip : describe)('a calendar server that refuses the password', () => {
  let hub: TestHub;
  let server: DavServer;
  const worlds: FaultyCalendar[] = [];

  beforeAll(async () => {
    [hub, server] = await Promise.all([startTestHub(), startRadicale()]);
  }, 60_000);
  afterAll(async () => {
    await hub.stop();
    await Promise.all(worlds.map(({ proxy }) => proxy.stop()));
    await server.stop();
  });
  /** Synced once, and then changed at the provider. */
  beforeEach(async () => {
    const world = await startFaultyCalendar(hub, server, 20);
    worlds.unshift(world);
    expect(await world.ended(await world.begin())).toMatchObject({ status: 'succeeded' });
    await world.calendar.program.put('event-1.ics', event('event-1', 'Changed there'));
  });

  const connectionOf = ({ calendar: { organization, connectionId } }: FaultyCalendar) =>
    organization.owner.get<{ status: string; integrationId: string; lastError: object | null }>(
      organization.at(`/connections/${connectionId}`),
    );

  /** As the person does: opens the link of a connect session and types the password in. */
  const signInAgain = async (world: FaultyCalendar) => {
    const { organization, connectionId } = world.calendar;
    const { integrationId } = await connectionOf(world);
    const made = await organization.owner.post<{ url: string }>(organization.at('/connect-sessions'), {
      integrationId,
      connectionId,
      endUserId: 'ada',
    });
    const { username, password } = server;
    const answered = await fetch(new URL(new URL(made.url).pathname, hub.url), {
      method: 'POST',
      body: new URLSearchParams({ serverUrl: world.proxy.url, username, password }),
      redirect: 'manual',
    });
    expect(answered.status).toBeLessThan(400);
  };

  it('is asked once more: one 401 is not the end of an authorization', async () => {
    const world = worlds[0]!;
    world.proxy.set({ on: 'any', times: 1, trouble: refusal });
    expect(await world.ended(await world.begin())).toMatchObject(changed);
    expect(await connectionOf(world)).toMatchObject({ status: 'active', lastError: null });
  });

  it('makes the connection ask for a new sign-in when it says so twice, and costs no record', async () => {
    const world = worlds[0]!;
    const { organization } = world.calendar;
    const before = await allRecords(world.calendar);
    world.proxy.set({ on: 'any', trouble: refusal });
    const asked = world.proxy.total;
    const refused = await world.ended(await world.begin());
    expect(refused).toMatchObject({ status: 'failed', error: { code: 'provider_auth_expired' } });
    expect(world.proxy.total - asked).toBe(2);
    expect(await connectionOf(world)).toMatchObject({ status: 'needs_reauth' });
    expect(await allRecords(world.calendar)).toEqual(before);
    const trail = await organization.owner.get<{ data: { action: string }[] }>(
      organization.at('/audit?limit=50'),
    );
    expect(trail.data.map(entry => entry.action)).toContain('connection.needs_reauth');

    // Until then whoever asks for a run is told what is the matter, without a question to the server.
    await expect(world.begin()).rejects.toThrow('connection_needs_reauth');
    expect(world.proxy.total - asked).toBe(2);

    world.proxy.clear();
    await signInAgain(world);
    expect(await connectionOf(world)).toMatchObject({ status: 'active' });
    expect(await world.ended(await world.begin())).toMatchObject(changed);
    const records = eventsInRecords(await allRecords(world.calendar));
    expect(records).toEqual(eventsOnDisk(server, world.calendar.program.calendar));
  });
});
