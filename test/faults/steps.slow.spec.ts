import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  allRecords,
  createTestDatabase,
  type DavServer,
  eventsInRecords,
  eventsOnDisk,
  type FaultStep,
  type FaultyCalendar,
  type ProcessHub,
  radicaleMissing,
  type RequestKind,
  startFaultyCalendar,
  startHubProcess,
  startRadicale,
  type StoredRecord,
  type TestDatabase,
  until,
} from '#support';

const reason = radicaleMissing();
if (reason) console.warn(`SKIPPED: kill -9 at every step of a run. ${reason}`);

/** More than are written down together. */
const edits = 7;
/** Three pages for a pull; few where only what is sent matters. */
const eventsFor = (work: Work): number => (work === 'pull' ? 110 : 10);
type Work = 'pull' | 'create' | 'update' | 'delete';

/** Where the process dies: at the `from`th request of a kind, before the server hears of it or after it obeyed. */
interface Death {
  readonly at: string;
  readonly on: RequestKind;
  readonly step: FaultStep;
  readonly from: number;
  readonly work: Work;
}

const death = (at: string, on: RequestKind, step: FaultStep, work: Work, from = 1): Death => ({
  at,
  on,
  step,
  from,
  work,
});

const deaths: readonly Death[] = [
  death('asking for the list by PROPFIND', 'propfind', 'before', 'pull'),
  death('getting the list by PROPFIND', 'propfind', 'after', 'pull'),
  death('asking for the changes', 'sync-collection', 'before', 'pull'),
  death('getting the changes', 'sync-collection', 'after', 'pull'),
  death('asking for the first bodies', 'multiget', 'before', 'pull'),
  death('getting the last bodies', 'multiget', 'after', 'pull', 2),
  death('sending a new event', 'put', 'before', 'create'),
  death('hearing that a new event arrived', 'put', 'after', 'create', 2),
  death('hearing of the last new event, others being written down', 'put', 'after', 'create', 7),
  death('sending a change', 'put', 'before', 'update', 2),
  death('hearing that a change arrived', 'put', 'after', 'update'),
  death('sending a change when others are written down', 'put', 'before', 'update', 6),
  death('sending a deletion', 'delete', 'before', 'delete'),
  death('hearing that a deletion arrived', 'delete', 'after', 'delete', 2),
];

interface Story {
  readonly death: Death;
  readonly world: FaultyCalendar;
  /** What both sides must hold in the end. */
  readonly expected: Set<string>;
  readonly met: Promise<void>;
}

/** A server without sync-collection is listed by PROPFIND. */
const withoutReport = { on: 'sync-collection', trouble: { does: 'answer', status: 405 } } as const;

const initialTitles = (count: number): Set<string> =>
  new Set(Array.from({ length: count }, (_, number) => `Event ${number}`));

/** Edits through the API, each of which wants to go out. */
const edit = async ({ calendar }: FaultyCalendar, work: Work, titles: Set<string>): Promise<void> => {
  const { owner, at } = { owner: calendar.organization.owner, at: calendar.organization.at };
  const records = (await calendar.records()).slice(0, edits);
  for (const [number, { id, fields }] of records.entries()) {
    const title = `${work} ${number}`;
    if (work !== 'create') titles.delete(fields.title);
    if (work !== 'delete') titles.add(title);
    if (work === 'update') await owner.ok('PATCH', at(`/records/${id}`), { fields: { title } });
    if (work === 'delete') await owner.ok('DELETE', at(`/records/${id}`));
    const { uid: _, ...rest } = fields;
    if (work === 'create')
      await owner.post(at('/records'), { syncId: calendar.syncId, fields: { ...rest, title } });
  }
};

(reason ? describe.skip : describe)('a hub killed at a step of a run', () => {
  let database: TestDatabase;
  let hub: ProcessHub;
  let server: DavServer;
  let stories: Story[];

  const prepare = async (one: Death): Promise<Story> => {
    const world = await startFaultyCalendar(hub, server, eventsFor(one.work));
    const expected = initialTitles(eventsFor(one.work));
    if (one.on === 'propfind') world.proxy.set(withoutReport);
    if (one.work !== 'pull')
      expect(await world.ended(await world.begin())).toMatchObject({ status: 'succeeded' });
    const { on, step, from } = one;
    const { met } = world.proxy.set({ on, from, times: 1, trouble: { does: 'hang', step } });
    return { death: one, world, expected, met };
  };

  beforeAll(async () => {
    [database, server] = await Promise.all([createTestDatabase(), startRadicale()]);
    hub = await startHubProcess({ database, settings: { CAUSEWAY_WORKERS: String(deaths.length + 2) } });
    stories = [];
    for (const one of deaths) stories.push(await prepare(one));
    // All runs come to their step and stay there; then the one process that makes them dies.
    for (const {
      world,
      death: { work },
      expected,
    } of stories) {
      await (work === 'pull' ? world.begin() : edit(world, work, expected));
    }
    await Promise.all(stories.map(story => story.met));
    await hub.kill('SIGKILL');
    await hub.start();
  }, 180_000);
  afterAll(async () => {
    await hub.stop();
    await Promise.all(stories.map(({ world }) => world.proxy.stop()));
    await Promise.all([server.stop(), database.drop()]);
  });

  const atRest = ({ world: { calendar } }: Story) =>
    until(
      async () => {
        const sync = await calendar.organization.owner.get<{ activeRun: object | null }>(
          calendar.organization.at(`/syncs/${calendar.syncId}`),
        );
        return { records: await allRecords(calendar), activeRun: sync.activeRun };
      },
      ({ records, activeRun }) => activeRun === null && records.every(record => record.state === 'clean'),
      90_000,
    );

  const conflicts = async ({ world: { calendar } }: Story) => {
    const { owner, at } = { owner: calendar.organization.owner, at: calendar.organization.at };
    return (await owner.get<{ data: unknown[] }>(at('/conflicts'))).data;
  };

  it.each(deaths)(
    'loses nothing and does nothing twice when it dies $at ($work, $step)',
    async one => {
      const story = stories.find(({ death: { at } }) => at === one.at)!;
      const { records } = await atRest(story);
      const onDisk = eventsOnDisk(server, story.world.calendar.program.calendar);
      expect(titlesOf(records)).toEqual([...story.expected].sort());
      expect([...onDisk.values()].sort()).toEqual([...story.expected].sort());
      expect(eventsInRecords(records)).toEqual(onDisk);
      expect(await conflicts(story)).toEqual([]);

      const before = writes(story);
      expect(await story.world.ended(await story.world.begin({ full: true }))).toMatchObject({
        status: 'succeeded',
      });
      expect(writes(story)).toBe(before);
      expect(await allRecords(story.world.calendar)).toEqual(records);
    },
    120_000,
  );
});

const titlesOf = (records: readonly StoredRecord[]): string[] =>
  records
    .filter(record => !record.deleted)
    .map(record => record.fields.title)
    .sort();

const writes = ({ world: { proxy } }: Story): number => proxy.counts.put + proxy.counts.delete;
