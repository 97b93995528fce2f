import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type TodoistStage, todoistStage, upsert } from '../todoist.stage.contract.js';

let stage: TodoistStage;
let nowMs: number;

beforeEach(async () => {
  nowMs = Date.parse('2027-06-15T10:00:00Z');
  stage = await todoistStage(() => new Date(nowMs));
});
afterEach(() => stage.stop());

const add = (content: string, more: object = {}): string =>
  stage.simulator.act('item_add', { content, project_id: stage.containerId, ...more });
const section = (name: string) => stage.simulator.store.sections.all().find(row => row.name === name)!;
const failed = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe('one project out of the account’s feed', () => {
  it('sees a task that moved away as deleted, and the other project sees it as new', async () => {
    const other = stage.simulator.store.addProject('Other').id;
    const id = add('Wanders');
    const child = add('Goes along', { parent_id: id });
    const { cursor } = await stage.pull(null);
    const there = await stage.pull(null, other);
    stage.simulator.act('item_move', { id, project_id: other });
    const left = await stage.pull(cursor);
    expect([...left.changes.values()]).toEqual([
      { kind: 'delete', remoteId: id },
      { kind: 'delete', remoteId: child },
    ]);
    const arrived = await stage.pull(there.cursor, other);
    expect(upsert(arrived.changes.get(id)).fields['title']).toBe('Wanders');
    expect(upsert(arrived.changes.get(child)).fields['parentId']).toBe(id);
  });

  it('takes no notice of other projects, and asks nothing about them', async () => {
    const other = stage.simulator.store.addProject('Other').id;
    const { cursor } = await stage.pull(null);
    const elsewhere = stage.simulator.act('item_add', { content: 'Elsewhere', project_id: other });
    stage.simulator.act('note_add', { item_id: elsewhere, content: 'A word' });
    stage.simulator.act('item_delete', { id: elsewhere });
    const before = stage.requests();
    expect((await stage.pull(cursor)).changes.size).toBe(0);
    expect(stage.requests() - before).toBe(1);
  });

  it('misses nothing although the sync of another project read the feed meanwhile', async () => {
    const other = stage.simulator.store.addProject('Other').id;
    const { cursor } = await stage.pull(null);
    const there = await stage.pull(null, other);
    const id = add('Here');
    await stage.pull(there.cursor, other);
    expect((await stage.pull(cursor)).changes.has(id)).toBe(true);
  });

  it('brings a task whose comments changed, and nothing else of it', async () => {
    const id = add('Talked about');
    const { cursor } = await stage.pull(null);
    stage.simulator.act('note_add', { item_id: id, content: 'First' });
    const { fields } = upsert((await stage.pull(cursor)).changes.get(id));
    expect(fields['comments']).toMatchObject([{ text: 'First', author: { id: '2671355' } }]);
  });

  it('brings the tasks of a section under its new name', async () => {
    const id = add('In a section', { section_id: section('Doing').id });
    add('In none');
    const { cursor } = await stage.pull(null);
    stage.simulator.store.renameSection(section('Doing'), 'In progress');
    const { changes } = await stage.pull(cursor);
    expect([...changes.keys()]).toEqual([id]);
    expect(upsert(changes.get(id)).fields['section']).toBe('In progress');
  });

  it('lists anew when a section is gone, for its tasks go without a word', async () => {
    const id = add('In a section', { section_id: section('Doing').id });
    const { cursor } = await stage.pull(null);
    stage.simulator.store.deleteSection(section('Doing'));
    expect(await failed(stage.pull(cursor))).toMatchObject({ providerCode: 'cursor_expired' });
    expect((await stage.pull(null)).unchanged).not.toContain(id);
  });

  it.each(['full_sync', 'refused'] as const)('says cursor_expired to an unknown token (%s)', async how => {
    stage.simulator.sync.unknownTokens = how;
    const { cursor } = await stage.pull(null);
    stage.simulator.store.expireTokens();
    expect(await failed(stage.pull(cursor))).toMatchObject({ providerCode: 'cursor_expired' });
  });

  it('concludes nothing from an archived project', async () => {
    add('Hidden');
    const { cursor } = await stage.pull(null);
    const project = stage.simulator.store.projects.get(stage.containerId)!;
    stage.simulator.store.archiveProject(project);
    expect(await failed(stage.pull(cursor))).toMatchObject({ providerCode: 'not_found' });
    expect(await failed(stage.pull(null))).toMatchObject({ providerCode: 'not_found' });
    expect(await failed(stage.pull(null, 'never-was'))).toMatchObject({ providerCode: 'not_found' });
  });

  it('reads a floating time in the account’s zone, also after the account moved', async () => {
    const id = add('At nine', { due: { date: '2027-07-01T09:00:00' } });
    const first = await stage.pull(null);
    expect(upsert(first.changes.get(id)).fields['dueAt']).toBe('2027-07-01T07:00:00Z');
    stage.simulator.store.moveTo('America/New_York');
    stage.simulator.act('item_update', { id, content: 'At nine sharp' });
    const { changes } = await stage.pull(first.cursor);
    expect(upsert(changes.get(id)).fields['dueAt']).toBe('2027-07-01T13:00:00Z');
  });
});

describe('what the hub wrote itself', () => {
  it('costs one request when it comes back in the feed', async () => {
    const id = add('Theirs');
    const { cursor } = await stage.pull(null);
    const written = upsert((await stage.update(await stage.seen(id), { title: 'Ours' })).current);
    stage.known.set(id, written.version);
    const before = stage.requests();
    expect((await stage.pull(cursor)).changes.size).toBe(0);
    expect(stage.requests() - before).toBe(1);
    stage.simulator.act('item_update', { id, content: 'Theirs again' });
    expect((await stage.pull(cursor)).changes.size).toBe(1);
  });
});

describe('a listing', () => {
  it('goes back to when the project was made for what was completed, and can be resumed', async () => {
    const ids: string[] = [];
    for (let quarter = 0; quarter < 6; quarter += 1) {
      const id = add(`Done ${quarter}`);
      stage.simulator.act('item_close', { id });
      ids.push(id);
      nowMs += 80 * 86_400_000;
    }
    const open = add('Open');
    const { pages, changes } = await stage.pull(null);
    expect([...changes.keys()].sort()).toEqual([...ids, open].sort());
    expect(pages.length).toBeGreaterThan(5);
    stage.known.clear();
    const resumed = await stage.pull(pages[2]?.cursor ?? '');
    expect(resumed.pages.every(page => page.listing)).toBe(true);
    const first = pages.slice(0, 3).flatMap(page => page.changes.map(({ remoteId }) => remoteId));
    expect([...first, ...resumed.changes.keys()].sort()).toEqual([...ids, open].sort());
  });

  it('asks no comments of finished tasks that it knows, and keeps their version', async () => {
    const id = add('Done');
    stage.simulator.act('note_add', { item_id: id, content: 'Why' });
    const { cursor } = await stage.pull(null);
    stage.simulator.act('item_close', { id });
    const closed = upsert((await stage.pull(cursor)).changes.get(id));
    expect(closed.fields).toMatchObject({ status: 'done', comments: [{ text: 'Why' }] });
    const before = stage.requests();
    const again = await stage.pull(null);
    expect([again.changes.size, again.unchanged]).toEqual([0, [id]]);
    expect(stage.requests() - before).toBe(3);
  });

  it('does not lose a task that is opened again while the completed ones are read', async () => {
    const id = add('Back again');
    stage.simulator.act('item_close', { id });
    const { session, simulator } = stage;
    const request: typeof session.http.request = asked => {
      if (asked.url.includes('completed')) simulator.act('item_uncomplete', { id });
      return session.http.request(asked);
    };
    const known = () => Promise.resolve(new Map<string, string>());
    const wish = { model: 'task', containerId: stage.containerId, cursor: null, known } as const;
    const pulled = stage.provider.pull?.({ ...session, http: { request } }, wish);
    const pages = await Array.fromAsync(pulled ?? []);
    expect(pages.flatMap(page => page.changes.map(({ remoteId }) => remoteId))).toEqual([id]);
  });

  it('begins with the open tasks that changed last when asked to', async () => {
    const ids = ['First', 'Second', 'Third'].map(content => {
      nowMs += 60_000;
      return add(content);
    });
    nowMs += 60_000;
    stage.simulator.act('item_update', { id: ids[0], priority: 4 });
    const known = async () => new Map<string, string>();
    const wish = { model: 'task', containerId: stage.containerId, cursor: null, known } as const;
    const pulled = stage.provider.pull?.(stage.session, { ...wish, order: 'newest_first' });
    const pages = await Array.fromAsync(pulled ?? []);
    const order = pages.flatMap(page => page.changes.map(({ remoteId }) => remoteId));
    expect(order).toEqual([ids[0], ids[2], ids[1]]);
  });

  it('hands several hundred open tasks out in pages', async () => {
    for (let index = 0; index < 450; index += 1) add(`Task ${index}`);
    const { pages, changes } = await stage.pull(null);
    expect(changes.size).toBe(450);
    expect(Math.max(...pages.map(page => page.changes.length))).toBe(200);
    const { pages: later } = await stage.pull(pages.at(-1)?.cursor ?? '');
    expect(later).toMatchObject([{ changes: [], last: true, listing: false }]);
  });
});
