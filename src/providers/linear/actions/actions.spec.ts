import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LinearWorld, startLinear, teamId } from '../linear.contract.js';
import { linearActions } from './actions.js';

let world: LinearWorld;
beforeEach(async () => {
  world = await startLinear();
});
afterEach(() => world.stop());

const run = async (name: string, input: object, key = 'wish 1'): Promise<unknown> => {
  const action = linearActions.find(candidate => candidate.name === name);
  if (!action) throw new Error(`No action ${name}`);
  return action.output.parse(await action.run(world.session, action.input.parse(input), key));
};

describe('actions', () => {
  it('create one issue for one wish', async () => {
    const above = world.workspace.create(teamId, { title: 'Above' });
    const input = {
      ...{ team: teamId, title: 'Asked for', description: 'Please', state: 'Todo', priority: 'high' },
      ...{ labels: ['bug'], due: '2027-05-01', parent: 'ENG-1', assignee: world.workspace.users[1]?.id },
    };
    const first = await run('create_issue', input);
    expect(await run('create_issue', input)).toEqual(first);
    expect(first).toMatchObject({ identifier: 'ENG-2', url: expect.stringContaining('/ENG-2/asked-for') });
    expect(await run('create_issue', input, 'wish 2')).toMatchObject({ identifier: 'ENG-3' });
    const { id } = first as { id: string };
    expect(world.workspace.issue(id)).toMatchObject({
      ...{ parentId: above.id, priority: 2, dueDate: '2027-05-01', assigneeId: world.workspace.users[1]?.id },
    });
  });

  it('write one comment for one wish', async () => {
    world.workspace.create(teamId, { title: 'Here' });
    const input = { issue: 'ENG-1', text: 'Done' };
    const first = await run('comment', input);
    expect(await run('comment', input)).toEqual(first);
    expect(world.workspace.comments.size).toBe(1);
  });

  it('move an issue to a state by its name', async () => {
    const { id } = world.workspace.create(teamId, { title: 'Here' });
    const moved = { id, state: 'In Review', url: expect.any(String) };
    expect(await run('change_state', { issue: 'ENG-1', state: 'in review' })).toEqual(moved);
    expect(await run('change_state', { issue: id, state: 'In Review' })).toEqual(moved);
    await expect(run('change_state', { issue: id, state: 'Nowhere' })).rejects.toMatchObject({
      providerCode: 'permanent',
    });
  });

  it('say that there is no such issue', async () => {
    await expect(run('comment', { issue: 'ENG-99', text: 'x' })).rejects.toMatchObject({
      providerCode: 'not_found',
    });
  });
});
