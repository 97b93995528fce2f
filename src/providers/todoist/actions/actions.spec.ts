import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type TodoistStage, todoistStage } from '../todoist.stage.contract.js';
import { todoistActions } from './actions.js';

let stage: TodoistStage;

beforeEach(async () => {
  stage = await todoistStage();
});
afterEach(() => stage.stop());

const run = (name: string, input: unknown, key = 'wish 1'): Promise<Record<string, unknown>> => {
  const action = todoistActions.find(one => one.name === name);
  if (!action) throw new Error(`There is no action ${name}`);
  return action.run(stage.session, action.input.parse(input), key) as Promise<Record<string, unknown>>;
};
const tasks = () => stage.simulator.store.items.all();

describe('actions', () => {
  it('create one task however often the same wish comes', async () => {
    const input = { content: 'Call', project: stage.containerId, due: 'every monday', priority: 'urgent' };
    const first = await run('create_task', input);
    expect(await run('create_task', input)).toEqual(first);
    expect(tasks()).toMatchObject([{ id: first['id'], content: 'Call', priority: 4 }]);
    expect(tasks()[0]?.due?.is_recurring).toBe(true);
    await run('create_task', input, 'wish 2');
    expect(tasks()).toHaveLength(2);
  });

  it('put a task into the inbox when no project is named', async () => {
    await run('create_task', { content: 'Somewhere' });
    const inbox = stage.simulator.store.projects.all().find(project => project.inbox_project);
    expect(tasks()[0]?.project_id).toBe(inbox?.id);
  });

  it('complete a task, and of a recurring one the day, once for each wish', async () => {
    const id = String((await run('create_task', { content: 'Plain' }))['id']);
    expect(await run('complete_task', { task: id })).toEqual({ id, completed: true, nextDue: null });
    const due = { date: '2027-05-03', string: 'every day', is_recurring: true };
    const daily = stage.simulator.act('item_add', { content: 'Daily', due });
    const after = { id: daily, completed: false, nextDue: '2027-05-04' };
    expect(await run('complete_task', { task: daily })).toEqual(after);
    expect(await run('complete_task', { task: daily })).toEqual(after);
    expect(await run('complete_task', { task: daily }, 'wish 2')).toMatchObject({ nextDue: '2027-05-05' });
  });

  it('comment once for each wish', async () => {
    const id = stage.simulator.act('item_add', { content: 'Talked about' });
    const first = await run('add_comment', { task: id, text: 'A word' });
    expect(await run('add_comment', { task: id, text: 'A word' })).toEqual(first);
    expect(stage.simulator.store.notes.all()).toMatchObject([{ content: 'A word', item_id: id }]);
  });

  it('say not_found of a task that is none', async () => {
    await expect(run('complete_task', { task: 'nothing' })).rejects.toMatchObject({
      providerCode: 'not_found',
    });
  });

  it('tell what was completed', async () => {
    const id = stage.simulator.act('item_add', { content: 'Done' });
    stage.simulator.act('item_close', { id });
    const statistics = await run('statistics', {});
    expect(todoistActions.find(({ name }) => name === 'statistics')?.output.parse(statistics)).toMatchObject({
      completed: 1,
      days: [{ completed: 1 }],
      goals: { daily: 5, weekly: 25 },
    });
  });

  it('are refused for a while when the quarter of an hour is used up', async () => {
    stage.simulator.rate.limit = 0;
    await expect(run('statistics', {})).rejects.toMatchObject({ providerCode: 'rate_limited' });
  });
});
