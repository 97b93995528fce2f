import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createOrganization,
  type DavServer,
  event,
  radicaleMissing,
  startRadicale,
  startTestHub,
  type SyncedCalendar,
  syncCalendar,
  type TestHub,
  type TestOrganization,
  until,
} from '#support';

interface Side {
  kind: string;
  actor: { kind: string } | null;
  runId: string | null;
  at: string | null;
}
interface Clash {
  field: string;
  base: unknown;
  local: unknown;
  remote: unknown;
  changedBy: { local: Side | null; remote: Side | null };
  suggestion: { side: string; times: number; of: number; words: string } | null;
}
interface Inbox {
  data: { id: string; syncId: string; recordId: string; openedAt: string; fields: Clash[] }[];
  nextCursor: string | null;
}
interface Resolved {
  data: { id: string; status: string; code: string | null }[];
  hasMore: boolean;
}

const reason = radicaleMissing();
if (reason) console.warn(`SKIPPED: the conflict inbox against Radicale. ${reason}`);

(reason ? describe.skip : describe)('the conflict inbox', () => {
  let hub: TestHub;
  let server: DavServer;
  let acme: TestOrganization;
  let work: SyncedCalendar;
  let round = 0;

  const inbox = (query = '') => acme.owner.get<Inbox>(acme.at(`/conflicts${query}`));
  const recordOf = async (remoteName: string) =>
    (await work.records()).find(record => record.remoteId?.includes(remoteName) && !record.deleted)!;

  /** Both sides change the same fields of these events; answers the open conflicts. */
  const clash = async (names: readonly string[], field: 'title' | 'location' = 'title'): Promise<Inbox> => {
    round += 1;
    const property = field === 'title' ? 'SUMMARY' : 'LOCATION';
    let attempts = 0;
    const collide = async (name: string): Promise<void> => {
      const what = attempts <= names.length ? String(round) : `${round}.${attempts}`;
      const ics = await work.program.read(`${name}.ics`);
      const line = new RegExp(`${property}:.*`);
      await work.program.put(`${name}.ics`, ics.replace(line, `${property}:theirs ${what}`));
      const { id } = await recordOf(name);
      await acme.owner.ok('PATCH', acme.at(`/records/${id}`), { fields: { [field]: `ours ${what}` } });
    };
    // A run in between takes one side over before the other has changed: then they collide once more.
    return until(
      async () => {
        const open = new Set((await inbox()).data.map(({ recordId }) => recordId));
        for (const name of names) {
          attempts += 1;
          if (!open.has((await recordOf(name)).id)) await collide(name);
        }
        await work.run();
        return inbox();
      },
      page => page.data.length === names.length,
    );
  };
  const resolveAll = (body: object) => acme.owner.post<Resolved>(acme.at('/conflicts/resolve'), body);

  beforeAll(async () => {
    [hub, server] = await Promise.all([startTestHub(), startRadicale()]);
    acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
    work = await syncCalendar(acme, server);
    for (const name of ['one', 'two', 'three'])
      await work.program.put(`${name}.ics`, event(name, name, ['LOCATION:Room 1']));
    await work.run();
  });
  afterAll(async () => {
    await hub.stop();
    await server.stop();
  });

  it('shows the three sides, and who changed each of them when', async () => {
    const { data } = await clash(['one']);
    const [field] = data[0]!.fields;
    expect(field).toMatchObject({
      field: 'title',
      base: 'one',
      local: 'ours 1',
      remote: 'theirs 1',
      suggestion: null,
      changedBy: {
        local: { kind: 'person', actor: { kind: 'api_key' }, runId: null },
        remote: { kind: 'provider', actor: null },
      },
    });
    expect(field?.changedBy.remote?.runId).toMatch(/^[0-9a-f-]{36}$/);
    expect(Date.parse(field?.changedBy.local?.at ?? '')).not.toBeNaN();
  });

  it('goes back to the base when that is decided, on both sides', async () => {
    const { data } = await inbox();
    const answer = await resolveAll({ ids: [data[0]!.id], side: 'base' });
    expect(answer.data).toEqual([{ id: data[0]!.id, status: 'resolved', code: null, detail: null }]);
    await until(
      () => work.program.read('one.ics'),
      ics => ics.includes('SUMMARY:one'),
    );
    expect((await recordOf('one')).fields.title).toBe('one');
  });

  it('says of each conflict whether it was decided, whatever became of the others', async () => {
    const { data } = await clash(['one', 'two']);
    const [first, second] = data.map(({ id }) => id);
    const unknown = '01890000-0000-7000-8000-000000000000';
    const answer = await resolveAll({ ids: [first, unknown, second], choices: { title: 'remote' } });
    expect(answer.data.map(({ id, status, code }) => [id, status, code])).toEqual([
      [first, 'resolved', null],
      [unknown, 'refused', 'not_found'],
      [second, 'resolved', null],
    ]);
    const again = await resolveAll({ ids: [first], side: 'local' });
    expect(again.data[0]).toMatchObject({ status: 'refused', code: 'conflict_settled' });
    expect((await recordOf('one')).fields.title).toMatch(/^theirs 2/);
  });

  it('suggests what was mostly decided before, and never decides by itself', async () => {
    await clash(['one', 'two', 'three']);
    expect((await resolveAll({ filter: { syncId: work.syncId }, side: 'remote' })).data).toHaveLength(3);
    const { data } = await clash(['one']);
    expect(data[0]?.fields[0]?.suggestion).toEqual({
      side: 'remote',
      times: 5,
      of: 6,
      words: 'remote 5 of 6 times',
    });
    expect((await recordOf('one')).fields.title).toMatch(new RegExp(`^ours ${round}`));
    await resolveAll({ filter: {}, choices: { title: { value: 'agreed' } } });
    await until(
      () => work.program.read('one.ics'),
      ics => ics.includes('SUMMARY:agreed'),
    );
  });

  it('is filtered by sync, field and age, and read page by page', async () => {
    await clash(['one', 'two', 'three'], 'location');
    const opened = (await inbox()).data.map(({ openedAt }) => openedAt).sort();
    expect((await inbox('?field=location')).data).toHaveLength(3);
    expect((await inbox('?field=title')).data).toHaveLength(0);
    expect((await inbox(`?syncId=${work.syncId}`)).data).toHaveLength(3);
    expect((await inbox(`?openedBefore=${opened[0]}`)).data).toHaveLength(0);
    expect((await inbox('?openedAfter=2020-01-01T00:00:00Z')).data).toHaveLength(3);
    const seen = new Set<string>();
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Inbox = await inbox(`?limit=1${cursor && `&cursor=${cursor}`}`);
      for (const { id } of page.data) seen.add(id);
      cursor = page.nextCursor;
    }
    expect(seen.size).toBe(3);
    expect((await resolveAll({ filter: { field: 'location' }, side: 'local' })).data).toHaveLength(3);
    expect((await inbox()).data).toHaveLength(0);
  });

  it('refuses a call that does not say which conflicts, or how', async () => {
    for (const body of [
      { side: 'local' },
      { ids: [], side: 'local' },
      { filter: {} },
      { filter: {}, side: 'both' },
    ])
      expect(await acme.owner.send('POST', acme.at('/conflicts/resolve'), body)).toMatchObject({
        status: 422,
        body: { code: 'validation_failed' },
      });
  });
});
