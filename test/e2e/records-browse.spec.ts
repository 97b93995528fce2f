import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type MemoryStage, type MemorySync, startMemoryStage, type TestOrganization } from '#support';

interface Row {
  readonly id: string;
  readonly syncId: string;
  readonly model: string;
  readonly deleted: boolean;
  readonly fields: Readonly<Record<string, unknown>>;
}
interface Page {
  readonly data: readonly Row[];
  readonly nextCursor: string;
  readonly hasMore: boolean;
}

let stage: MemoryStage;
let tasks: MemorySync;
let employees: MemorySync;
let foreign: MemorySync;
const ids = new Map<string, string>();

const ask = (query: Readonly<Record<string, string>>, organization: TestOrganization = stage.acme) =>
  organization.owner.get<Page>(organization.at(`/records?${String(new URLSearchParams(query))}`));
const refused = (query: Readonly<Record<string, string>>) =>
  stage.acme.owner.send('GET', stage.acme.at(`/records?${String(new URLSearchParams(query))}`));
const titleOf = ({ fields }: Row): unknown =>
  fields['title'] ?? fields['displayName'] ?? fields['name'] ?? fields['text'];
const found = async (search: string, more: Readonly<Record<string, string>> = {}): Promise<unknown[]> =>
  (await ask({ order: 'newest', search, ...more })).data.map(titleOf);
/** Page after page, with something done between the first and the second. */
const walk = async (
  query: Readonly<Record<string, string>>,
  meanwhile: () => Promise<unknown> = async () => {},
): Promise<Row[]> => {
  const rows: Row[] = [];
  for (let page = await ask(query); ; page = await ask({ ...query, cursor: page.nextCursor })) {
    rows.push(...page.data);
    if (!page.hasMore) return rows;
    await meanwhile();
    meanwhile = async () => {};
  }
};
const numbered = (numbers: readonly number[]): string[] => numbers.map(number => `Number ${number}`);

const bring = async (sync: MemorySync, all: readonly Readonly<Record<string, unknown>>[]): Promise<void> => {
  for (const fields of all) sync.put(fields);
  await sync.run();
};

beforeAll(async () => {
  stage = await startMemoryStage();
  const { acme, other } = stage;
  tasks = await stage.sync(acme, 'task', 'tasks');
  await bring(
    tasks,
    [1, 2, 3, 4, 5, 6, 7].map(number => ({ title: `Number ${number}` })),
  );
  for (const row of (await ask({ limit: '500' })).data) ids.set(String(titleOf(row)), row.id);
  employees = await stage.sync(acme, 'employee', 'people');
  foreign = await stage.sync(other, 'task', 'theirs');
  await bring(foreign, [{ title: 'Zanzibar of others' }]);
}, 60_000);
afterAll(() => stage.stop());

const rename = (title: string, to: string): Promise<unknown> =>
  stage.acme.owner.ok('PATCH', stage.acme.at(`/records/${ids.get(title)}`), { fields: { title: to } });

describe('records, newest change first', () => {
  it('begin with what changed last, page after page, each once', async () => {
    const rows = await walk({ order: 'newest', limit: '3' });
    expect(rows.map(titleOf)).toEqual(numbered([7, 6, 5, 4, 3, 2, 1]));
    expect((await ask({})).data.map(titleOf)).toEqual(numbered([1, 2, 3, 4, 5, 6, 7]));
    expect((await ask({ order: 'feed' })).data.map(titleOf)).toEqual(numbered([1, 2, 3, 4, 5, 6, 7]));
  });

  it('say that there is no more when the last page is full', async () => {
    const page = await ask({ order: 'newest', limit: '7' });
    expect([page.data.length, page.hasMore]).toEqual([7, false]);
    expect((await ask({ order: 'newest', cursor: page.nextCursor })).data).toEqual([]);
  });

  it('never show a record twice while others change; the feed brings the change', async () => {
    const newest = await walk({ order: 'newest', limit: '3' }, () => rename('Number 2', 'Number 2a'));
    expect(newest.map(titleOf)).toEqual(numbered([7, 6, 5, 4, 3, 1]));
    expect((await ask({ order: 'newest', limit: '1' })).data.map(titleOf)).toEqual(['Number 2a']);
    const feed = await walk({ limit: '3' }, () => rename('Number 1', 'Number 1a'));
    expect(feed.map(titleOf)).toEqual([...numbered([1, 3, 4, 5, 6, 7]), 'Number 2a', 'Number 1a']);
  });

  it('can be asked by sync, state and kind', async () => {
    expect(await ask({ order: 'newest', syncId: employees.syncId })).toMatchObject({
      data: [],
      hasMore: false,
    });
    expect((await ask({ order: 'newest', model: 'task' })).data).toHaveLength(7);
    expect((await ask({ model: 'employee' })).data).toEqual([]);
    expect((await ask({ order: 'newest', state: 'conflict' })).data).toEqual([]);
  });
});

describe('a search', () => {
  beforeAll(async () => {
    const { acme } = stage;
    await bring(tasks, [
      {
        title: 'Call Ada about 100% of it',
        description: 'She waits_for\nthe Prüfbericht',
        labels: ['Größe'],
      },
      { title: 'call the bank', assignees: [{ id: '1', name: 'Ada Lovelace', email: 'ada@example.com' }] },
    ]);
    await bring(employees, [
      {
        displayName: 'Zoë Müller',
        workEmail: 'zoe@example.com',
        jobTitle: 'Captain',
        nationality: 'Zanzibar',
      },
    ]);
    const files = await stage.sync(acme, 'file', 'files');
    await bring(files, [{ name: 'ΑΘΗΝΑ.pdf', path: '/Reisen/ΑΘΗΝΑ.pdf' }]);
    const messages = await stage.sync(acme, 'message', 'messages');
    await bring(messages, [{ text: '東京へ行きます', subject: 'Reise', sentAt: '2026-11-01T00:00:00Z' }]);
    const events = await stage.sync(acme, 'calendar_event', 'events');
    const day = (date: string) => ({ kind: 'date', date });
    const guest = {
      email: 'bob@example.com',
      name: 'Bob',
      role: 'required',
      response: 'accepted',
      kind: 'person',
    };
    await bring(events, [
      {
        title: 'Fest',
        location: 'Straßburg',
        start: day('2026-11-01'),
        end: day('2026-11-02'),
        attendees: [guest],
      },
    ]);
  }, 60_000);

  it('finds by parts of words, all of them, whatever their case', async () => {
    expect(await found('CALL ada')).toEqual(['call the bank', 'Call Ada about 100% of it']);
    expect(await found('ada  bout')).toEqual(['Call Ada about 100% of it']);
    expect(await found('ada zebra')).toEqual([]);
    expect(await found('love ada', { order: 'feed' })).toEqual(['call the bank']);
  });

  it('finds letters beyond ASCII, with their accents or without', async () => {
    for (const word of ['müller', 'MULLER', 'zoe', 'Zoë', 'Mu\u0308ller'])
      expect(await found(word)).toEqual(['Zoë Müller']);
    expect(await found('STRASSBURG')).toEqual(['Fest']);
    expect(await found('αθηνα')).toEqual(['ΑΘΗΝΑ.pdf']);
    expect(await found('東京')).toEqual(['東京へ行きます']);
  });

  it('finds in every kind of record by what is written there', async () => {
    expect(await found('prüfbericht')).toEqual(['Call Ada about 100% of it']);
    expect(await found('grösse')).toEqual(['Call Ada about 100% of it']);
    expect(await found('captain')).toEqual(['Zoë Müller']);
    expect(await found('bob@example')).toEqual(['Fest']);
    expect(await found('reise')).toEqual(['東京へ行きます', 'ΑΘΗΝΑ.pdf'].sort().reverse());
    expect(await found('reise', { model: 'file' })).toEqual(['ΑΘΗΝΑ.pdf']);
    expect(await found('example.com', { syncId: tasks.syncId })).toEqual(['call the bank']);
  });

  it('takes signs for themselves, not for patterns', async () => {
    expect(await found('100%')).toEqual(['Call Ada about 100% of it']);
    expect(await found('%ank')).toEqual([]);
    expect(await found('waits_for')).toEqual(['Call Ada about 100% of it']);
    expect(await found('waitsxfor')).toEqual([]);
    expect(await found(`' or 1=1 --`)).toEqual([]);
  });

  it('finds what a record says now, not what it said before', async () => {
    await rename('Number 3', 'Quokka');
    expect(await found('quokka')).toEqual(['Quokka']);
    expect(await found('Number 3')).toEqual([]);
  });

  it('goes on with its cursor, in both orders', async () => {
    const all = numbered([7, 6, 5, 4]);
    expect((await walk({ order: 'newest', search: 'number', limit: '2' })).map(titleOf)).toEqual([
      ...['Number 1a', 'Number 2a'],
      ...all,
    ]);
    const feed = await walk({ search: 'number', limit: '2' });
    expect(feed.map(titleOf)).toEqual([...all.reverse(), 'Number 2a', 'Number 1a']);
  });

  it('finds nothing of another organization', async () => {
    expect(await found('zanzibar')).toEqual([]);
    expect((await ask({ search: 'zanzibar' }, stage.other)).data.map(titleOf)).toEqual([
      'Zanzibar of others',
    ]);
  });
});

describe('what makes no sense', () => {
  it.each([
    ['order', { order: 'oldest' }],
    ['search', { search: '' }],
    ['search', { search: '   ' }],
    ['search', { search: 'a'.repeat(201) }],
    ['search', { search: 'a\u0000b' }],
    ['search', { search: 'a b c d e f g h i j k' }],
    ['model', { model: 'planet' }],
    ['cursor', { cursor: 'no cursor' }],
    ['cursor', { cursor: Buffer.from('[1e300]').toString('base64url') }],
    ['cursor', { cursor: Buffer.from('[1.5]').toString('base64url') }],
    ['cursor', { order: 'newest', cursor: Buffer.from('["newest",-1]').toString('base64url') }],
    ['surprise', { surprise: 'x' }],
  ])('is refused, naming %s: %j', async (path, query) => {
    const { status, body } = await refused(query);
    expect([400, 422]).toContain(status);
    expect(JSON.stringify(body)).toContain(path);
  });

  it('is a cursor of the other order, and the answer says so', async () => {
    const { nextCursor: newest } = await ask({ order: 'newest', limit: '2' });
    const { nextCursor: feed } = await ask({ limit: '2' });
    for (const query of [{ cursor: newest }, { order: 'newest', cursor: feed }]) {
      const { status, body } = await refused(query);
      expect([status, body]).toMatchObject([
        400,
        {
          code: 'invalid_cursor',
          errors: [{ path: 'cursor', detail: expect.stringMatching(/other order/) }],
        },
      ]);
    }
  });
});
