import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { corpus } from '../corpus/calendar/index.js';
import {
  createOrganization,
  type DavServer,
  radicaleMissing,
  startRadicale,
  startTestHub,
  startXandikos,
  type StoredRecord,
  type SyncedCalendar,
  syncCalendar,
  type TestHub,
  xandikosMissing,
} from '#support';

/** The whole corpus through the whole hub: in, changed here, out, and nothing but the change. */
const servers = [
  { name: 'Radicale', start: startRadicale, missing: radicaleMissing() },
  { name: 'Xandikos', start: startXandikos, missing: xandikosMissing() },
];
const events = corpus();

for (const { name, start, missing } of servers) {
  if (missing) console.warn(`SKIPPED: the corpus against ${name}. ${missing}`);

  (missing ? describe.skip : describe)(`${events.length} varied events at ${name}`, () => {
    let hub: TestHub;
    let server: DavServer;
    let work: SyncedCalendar;
    const accepted: string[] = [];
    const nameOf = (file: string) => events[Number(/\d+/.exec(file)?.[0])]?.name;

    const feed = async (): Promise<StoredRecord[]> => {
      const all: StoredRecord[] = [];
      for (let cursor = ''; ;) {
        const { organization } = work;
        const page = await organization.owner.get<{
          data: StoredRecord[];
          nextCursor: string;
          hasMore: boolean;
        }>(organization.at(`/records?limit=500${cursor ? `&cursor=${cursor}` : ''}`));
        all.push(...page.data);
        if (!page.hasMore) return all;
        cursor = page.nextCursor;
      }
    };

    beforeAll(async () => {
      [hub, server] = await Promise.all([startTestHub(), start()]);
      work = await syncCalendar(await createOrganization(hub.url, hub.operatorKey), server);
      for (const [index, event] of events.entries()) {
        const file = `event-${index}.ics`;
        // A server may refuse what it does not understand; what it keeps, the hub must understand.
        if (
          await work.program.put(file, event.ics).then(
            () => true,
            () => false,
          )
        )
          accepted.push(file);
      }
    }, 180_000);
    afterAll(async () => {
      await hub.stop();
      await server.stop();
    });

    it('are read without a loss', async () => {
      expect(accepted.length).toBeGreaterThanOrEqual(300);
      expect(await work.run()).toMatchObject({ status: 'succeeded', counts: { failed: 0, conflicts: 0 } });
      const read = new Set(
        (await feed()).map(record => decodeURIComponent(record.remoteId?.split('/').at(-1) ?? '')),
      );
      for (const file of await work.program.names()) {
        // Xandikos writes Python's None where it does not understand a time: nobody can read that any more.
        const isDamaged = !read.has(file) && /:None/.test(await work.program.read(file));
        expect({ event: nameOf(file), isRead: read.has(file) || isDamaged }).toEqual({
          event: nameOf(file),
          isRead: true,
        });
      }
    }, 120_000);

    it('give nothing to do the second time', async () => {
      const run = await work.run();
      const { pulledCreated, pulledUpdated, pulledDeleted, pushedCreated, pushedUpdated } = run.counts;
      expect({ pulledCreated, pulledUpdated, pulledDeleted, pushedCreated, pushedUpdated }).toEqual({
        pulledCreated: 0,
        pulledUpdated: 0,
        pulledDeleted: 0,
        pushedCreated: 0,
        pushedUpdated: 0,
      });
    });

    it('survive a change of their title with everything else as it was', async () => {
      const before = await feed();
      const { organization } = work;
      const changed = before.filter((_, index) => index % 4 === 0);
      for (const record of changed) {
        await organization.owner.ok('PATCH', organization.at(`/records/${record.id}`), {
          fields: { title: `Renamed ${record.id.slice(-6)}` },
        });
      }
      const run = await work.run();
      expect(run).toMatchObject({ status: 'succeeded', counts: { failed: 0, conflicts: 0 } });
      const listed = await work.run({ full: true });
      expect(listed).toMatchObject({ status: 'succeeded', counts: { conflicts: 0, pulledDeleted: 0 } });

      const after = new Map((await feed()).map(record => [record.id, record]));
      for (const record of changed) {
        const now = after.get(record.id);
        expect(now).toMatchObject({ state: 'clean', deleted: false });
        expect(now?.fields).toEqual({
          custom: {},
          ...record.fields,
          title: `Renamed ${record.id.slice(-6)}`,
        });
      }
    }, 180_000);
  });
}
