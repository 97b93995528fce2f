import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  agreeOnScreen,
  at,
  connectByPages,
  type DryRun,
  dryRun,
  finished,
  type GoogleStage,
  type CalendarSync,
  type Run,
  startGoogleStage,
  syncCalendarByConsent,
  teamCalendar,
  type TestOrganization,
  until,
} from '#support';

let stage: GoogleStage;
let acme: TestOrganization;
let sync: CalendarSync;
let superuser: pg.Client;

const settings = (changes: object) => acme.owner.ok('PATCH', acme.at(`/syncs/${sync.syncId}`), changes);
const titles = async () =>
  (await sync.records()).filter(({ deleted }) => !deleted).map(({ fields }) => fields.title);
const staged = () =>
  until(
    () =>
      acme.owner.get<{ data: { fields: { title: string } }[] }>(
        acme.at(`/records?syncId=${sync.syncId}&state=delete_pending`),
      ),
    ({ data }) => data.length > 0,
  );

beforeAll(async () => {
  stage = await startGoogleStage();
  acme = stage.organization;
  superuser = new pg.Client(stage.hub.database.superuser);
  await superuser.connect();
  const session = await connectByPages(acme, stage.integrationId, agreeOnScreen);
  await stage.program.insert(at('2027-03-01', 9, 'private: doctor'));
  for (let n = 0; n < 3; n += 1) await stage.program.insert(at('2027-03-02', 9 + n, `work ${n}`));
  const filter = '!fields.title.startsWith("private")';
  sync = await syncCalendarByConsent(acme, session, teamCalendar, { filter });
});
afterAll(async () => {
  await superuser.end();
  await stage.stop();
});

describe('a filter', () => {
  it('is refused when it cannot be read', async () => {
    const answer = await acme.owner.send('PATCH', acme.at(`/syncs/${sync.syncId}`), {
      filter: 'fields.title ==',
    });
    expect(answer).toMatchObject({
      status: 422,
      body: { detail: 'filter: line 1, column 16: unfinished, something is missing after “fields.title ==”' },
    });
  });

  it('takes in only what it says', async () => {
    expect(await sync.run()).toMatchObject({
      status: 'succeeded',
      counts: { pulledCreated: 3, warnings: 0 },
    });
    expect((await titles()).toSorted()).toEqual(['work 0', 'work 1', 'work 2']);
  });

  it('lets a record leave whose event moves out of it, and the calendar keeps the event', async () => {
    const [event] = (await stage.program.living()).filter(({ summary }) => summary === 'work 0');
    const record = await sync.record('work 0');
    await stage.program.patch(event?.id ?? '', { summary: 'private: lunch' });
    expect(await sync.run()).toMatchObject({ counts: { pulledDeleted: 1 } });
    expect((await titles()).toSorted()).toEqual(['work 1', 'work 2']);
    expect(await stage.program.living()).toHaveLength(4);
    const history = await acme.owner.get<object>(acme.at(`/records/${record.id}/history`));
    expect(JSON.stringify(history)).toContain('out_of_filter');
  });

  it('holds the run that would let everything leave after a change of the filter', async () => {
    await settings({ filter: 'fields.title == "nothing"' });
    expect((await staged()).data).toHaveLength(2);
    const run = await sync.run();
    expect(run).toMatchObject({ status: 'held', held: { reason: 'everything', deletions: 2 } });
  });

  it('keeps the records when the held run is rejected, and makes nothing twice', async () => {
    const { activeRun } = await acme.owner.get<{ activeRun: { id: string } }>(
      acme.at(`/syncs/${sync.syncId}`),
    );
    await settings({ filter: '!fields.title.startsWith("private")' });
    await acme.owner.ok('POST', `${sync.runPath(activeRun.id)}/reject`, {});
    expect(await finished(acme.owner, sync.runPath(activeRun.id))).toMatchObject({ status: 'succeeded' });
    expect((await titles()).toSorted()).toEqual(['work 1', 'work 2']);
    expect(await stage.program.living()).toHaveLength(4);
  });

  it('takes in what it left out before, once it says so', async () => {
    await settings({ filter: null });
    const run: Run = await sync.run();
    expect(run).toMatchObject({ status: 'succeeded', counts: { pulledCreated: 2, pushedCreated: 0 } });
    expect(await titles()).toHaveLength(4);
  });
});

describe('a dry run of another filter or mapping', () => {
  const leavesPrivate = { filter: '!fields.title.startsWith("private")' };
  const hubCounts = ({ hub }: DryRun) =>
    Object.fromEntries(Object.entries(hub).map(([name, { count }]) => [name, count]));
  const dry = async (changes: object): Promise<DryRun> => {
    const { status, result, error } = await dryRun(acme, sync.syncId, changes);
    if (!result) throw new Error(`The dry run ${status}: ${JSON.stringify(error)}`);
    return result;
  };
  /** The run that saving leads to, once the stored records are read anew. */
  const saved = async (changes: object): Promise<{ run: Run; changed: number | null }> => {
    await settings(changes);
    const rows = async () =>
      (
        await superuser.query<{ status: string; changed: number }>(
          'select status, changed from remap where sync_id = $1 order by id desc limit 1',
          [sync.syncId],
        )
      ).rows;
    const [remap] = await until(rows, ([last]) => last?.status === 'succeeded');
    return { run: await sync.run(), changed: remap?.changed ?? null };
  };

  it('says which records would leave, and leaves no mark', async () => {
    for (let n = 0; n < 6; n += 1) await stage.program.insert(at('2027-03-03', 9 + n, `more ${n}`));
    expect(await sync.run()).toMatchObject({ counts: { pulledCreated: 6 } });
    const found = await dry(leavesPrivate);
    expect(hubCounts(found)).toEqual({ create: 0, update: 0, delete: 2, restore: 0 });
    expect(found.hub.delete.samples.map(({ label }) => label).toSorted()).toEqual([
      'private: doctor',
      'private: lunch',
    ]);
    expect(await dry({})).toMatchObject({ hub: { delete: { count: 0 } } });
    const { run } = await saved(leavesPrivate);
    expect(run).toMatchObject({ status: 'succeeded', counts: { ...found.counts, pulledDeleted: 2 } });
  });

  it('says what a wider one would take in', async () => {
    const found = await dry({ filter: null });
    expect(hubCounts(found)).toEqual({ create: 2, update: 0, delete: 0, restore: 0 });
    const { run } = await saved({ filter: null });
    expect(run).toMatchObject({ status: 'succeeded', counts: found.counts });
  });

  it('says when the breaker would hold what leaves', async () => {
    const found = await dry({ filter: 'fields.title == "nothing"' });
    expect(found.held).toMatchObject([{ flow: 'incoming', reason: 'everything', deletions: 10, total: 10 }]);
    expect(hubCounts(found).delete).toBe(10);
    expect(await titles()).toHaveLength(10);
  });

  it('says what another mapping would make of the stored records', async () => {
    const rules = [{ target: 'title', direction: 'in', expression: '"Event: " + fields.title' }];
    const wish = { name: 'Prefixed', provider: 'google-calendar', model: 'calendar_event', rules };
    const { id } = await acme.owner.post<{ id: string }>(acme.at('/mappings'), wish);
    const found = await dry({ mappingId: id });
    expect(hubCounts(found)).toEqual({ create: 0, update: 10, delete: 0, restore: 0 });
    expect(found.hub.update.samples[0]?.fields).toEqual({
      title: { before: expect.any(String), after: expect.stringContaining('Event: ') },
    });
    const { run, changed } = await saved({ mappingId: id });
    expect([changed, run.counts]).toEqual([10, found.counts]);
  });
});
