import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ProviderSession } from '#provider-sdk';
import { testSession } from '#provider-sdk/testing';
import type { Fields } from '#unified-models';
import { recordId, type TodoistStage, todoistStage, upsert } from '../todoist.stage.contract.js';

let stage: TodoistStage;

beforeEach(async () => {
  stage = await todoistStage();
});
afterEach(() => stage.stop());

const add = (content: string, more: object = {}): string =>
  stage.simulator.act('item_add', { content, project_id: stage.containerId, ...more });
const taskAt = (id: string) => stage.simulator.store.task(id);
const sent = () => stage.simulator.sync.commands.map(({ type, args }) => [type, args]);
const daily = { due: { date: '2027-05-03', string: 'every day', is_recurring: true } };
const failed = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe('completing a recurring task', () => {
  it('moves it to its next day and leaves it open', async () => {
    const id = add('Every day', daily);
    const result = await stage.update(await stage.seen(id), { status: 'done' });
    expect(result.outcome).toBe('applied');
    expect(upsert(result.current).fields).toMatchObject({
      ...{ status: 'open', due: '2027-05-04', recurrence: 'every day', completedAt: null },
    });
  });

  it('completes one day only when the answer was lost and the change is sent again', async () => {
    const id = add('Every day', daily);
    const seen = await stage.seen(id);
    const first = await stage.update(seen, { status: 'done', title: 'Each day' });
    const again = await stage.update(seen, { status: 'done' });
    expect(taskAt(id).due?.date).toBe('2027-05-04');
    expect(again).toEqual({ ...first, outcome: 'stale' });
    const plain = await stage.seen(add('Plain', daily));
    await stage.update(plain, { status: 'done' });
    expect(await stage.update(plain, { status: 'done' })).toMatchObject({ outcome: 'applied' });
    expect(taskAt(plain.remoteId).due?.date).toBe('2027-05-04');
  });

  it('completes nothing when somebody ticked that day off meanwhile, and writes the rest', async () => {
    const id = add('Every day', daily);
    const seen = await stage.seen(id);
    stage.simulator.act('item_close', { id });
    const result = await stage.update(seen, { status: 'done', priority: 'urgent' });
    expect(result.outcome).toBe('applied');
    expect(taskAt(id)).toMatchObject({ priority: 4, checked: false, due: { date: '2027-05-04' } });
  });

  it('is stale when it was put off to an earlier day, or ended', async () => {
    const id = add('Every day', daily);
    const seen = await stage.seen(id);
    stage.simulator.act('item_update', { id, due: { ...daily.due, date: '2027-05-01' } });
    expect((await stage.update(seen, { status: 'done' })).outcome).toBe('stale');
    stage.simulator.act('item_update', { id, due: { date: '2027-05-09' } });
    expect((await stage.update(seen, { status: 'done' })).outcome).toBe('stale');
    expect(taskAt(id).checked).toBe(false);
  });
});

describe('an update', () => {
  it('sends the changed fields and no others', async () => {
    const id = add('Old', { labels: ['a'], priority: 3, ...daily });
    await stage.update(await stage.seen(id), { title: 'New', labels: ['a', 'b'] });
    expect(sent()).toEqual([['item_update', { id, content: 'New', labels: ['a', 'b'] }]]);
    expect(taskAt(id)).toMatchObject({ priority: 3, due: daily.due });
  });

  it('moves a recurring task to another day without ending its rule', async () => {
    const id = add('Every day', daily);
    const { current } = await stage.update(await stage.seen(id), { due: '2027-05-10' });
    expect(upsert(current).fields).toMatchObject({ due: '2027-05-10', recurrence: 'every day' });
  });

  it('moves between sections, out of all of them, below a task and back up', async () => {
    const parent = add('Parent');
    const id = add('Child');
    const section = stage.simulator.store.sections.all().find(({ name }) => name === 'Doing');
    const step = async (patch: Fields) =>
      upsert((await stage.update(await stage.seen(id), patch)).current).fields;
    expect(await step({ section: 'Doing' })).toMatchObject({ section: 'Doing' });
    expect(taskAt(id).section_id).toBe(section?.id);
    expect(await step({ section: null })).toMatchObject({ section: null });
    expect(await step({ parentId: parent })).toMatchObject({ parentId: parent });
    expect(await step({ parentId: null })).toMatchObject({ parentId: null });
    expect(await step({ position: 7 })).toMatchObject({ position: 7 });
    expect(sent().map(([type]) => type)).toEqual([...Array(4).fill('item_move'), 'item_reorder']);
  });

  it('refuses a section that does not exist and makes none', async () => {
    const seen = await stage.seen(add('Lost'));
    expect(await failed(stage.update(seen, { section: 'Dong' }))).toMatchObject({
      providerCode: 'permanent',
    });
    expect(sent()).toEqual([]);
  });

  it('opens a finished task before it edits it, and closes an open one after', async () => {
    const id = add('Over');
    stage.simulator.act('item_close', { id });
    const { current } = await stage.update(await stage.seen(id), { status: 'open', title: 'Again' });
    await stage.update(upsert(current), { status: 'cancelled', title: 'Enough' });
    expect(sent().map(([type]) => type)).toEqual([
      'item_uncomplete',
      'item_update',
      'item_update',
      'item_close',
    ]);
    expect(taskAt(id)).toMatchObject({ content: 'Enough', checked: true });
  });

  it('finds a task deleted that went to another project, and writes nothing there', async () => {
    const id = add('Wanders');
    const seen = await stage.seen(id);
    stage.simulator.act('item_move', { id, project_id: stage.simulator.store.addProject('Other').id });
    const result = await stage.update(seen, { title: 'Too late' });
    expect(result).toEqual({ outcome: 'stale', current: { kind: 'delete', remoteId: id } });
    expect(taskAt(id).content).toBe('Wanders');
  });

  it('says insufficient_scope when the person did not allow deletions', async () => {
    const id = add('Stays');
    const seen = await stage.seen(id);
    const token = stage.simulator.accounts.issueToken(['data:read_write']);
    const headers = () => ({ authorization: `Bearer ${token}` });
    const session: ProviderSession = testSession({ apiUrl: stage.simulator.apiUrl, headers });
    const remote = { id, version: seen.version, data: seen.data };
    const change = {
      kind: 'delete',
      model: 'task',
      containerId: stage.containerId,
      recordId,
      remote,
    } as const;
    expect(await failed(stage.provider.push!(session, change))).toMatchObject({
      providerCode: 'insufficient_scope',
    });
    expect(taskAt(id).is_deleted).toBe(false);
  });
});

describe('a create', () => {
  it('makes a finished task in one request, once', async () => {
    const wish = { title: 'Done already', status: 'done', section: 'Doing' };
    const first = await stage.create(wish);
    expect(upsert(first.current).fields).toMatchObject({ status: 'done', section: 'Doing' });
    expect(await stage.create(wish)).toEqual(first);
    expect(sent().map(([type]) => type)).toEqual(['item_add', 'item_close']);
  });

  it('finds what the first try made when Todoist does not say it again', async () => {
    const now = Date.now().toString(16).padStart(12, '0');
    const id = `${now.slice(0, 8)}-${now.slice(8)}-7000-8000-000000000001`;
    stage.simulator.sync.remembersIds = false;
    const first = await stage.create({ title: 'Once ' }, id);
    expect(await stage.create({ title: 'Once ' }, id)).toEqual(first);
    expect(await stage.remote.list()).toHaveLength(1);
  });

  it('follows a record through its lives', async () => {
    for (let life = 0; life < 4; life += 1) {
      const { current } = await stage.create({ title: 'Phoenix' });
      expect(await stage.remote.list()).toEqual([current.remoteId]);
      stage.simulator.act('item_delete', { id: current.remoteId });
    }
  });

  it('makes two tasks of two records with the same words', async () => {
    await stage.create({ title: 'Twin' });
    await stage.create({ title: 'Twin' }, recordId.replace(/1$/, '2'));
    expect(await stage.remote.list()).toHaveLength(2);
  });
});
