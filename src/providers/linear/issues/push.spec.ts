import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PushResult, RemoteUpsert, UpsertChange } from '#provider-sdk';
import { task } from '#unified-models';
import { type LinearWorld, otherTeamId, startLinear, teamId } from '../linear.contract.js';

let world: LinearWorld;
beforeEach(async () => {
  world = await startLinear();
});
afterEach(() => world.stop());

const recordId = '019aa000-0000-7000-8000-000000000001';
type Patch = Readonly<Record<string, unknown>>;

const push = (patch: Patch, of?: RemoteUpsert): Promise<PushResult> => {
  const fields = { ...task.defaults, title: 'Issue', ...of?.fields, ...patch };
  const change: UpsertChange = {
    ...{ kind: 'upsert', model: 'task', containerId: teamId, recordId, fields },
    changed: Object.keys(of ? patch : fields),
    remote: of ? { id: of.remoteId, version: of.version, data: of.data } : null,
  };
  if (!world.provider.push) throw new Error('Linear is pushed to');
  return world.provider.push(world.session, change);
};
const pushed = async (patch: Patch, of?: RemoteUpsert): Promise<RemoteUpsert> => {
  const { outcome, current } = await push(patch, of);
  if (outcome !== 'applied' || current.kind !== 'upsert') throw new Error(`${outcome} ${current.kind}`);
  return current;
};
const stored = ({ remoteId }: RemoteUpsert) => world.workspace.issue(remoteId);
const operations = () => world.simulator.operations;

describe('creating an issue', () => {
  it('gives it an id that follows from the record, in the form of UUID version 4', async () => {
    const { remoteId } = await pushed({ title: 'Mine' });
    expect(remoteId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect((await pushed({ title: 'Mine' })).remoteId).toBe(remoteId);
    expect(world.workspace.issues.size).toBe(1);
  });

  it('takes what another try made between its look and its writing', async () => {
    const { remoteId } = await pushed({});
    const issue = world.workspace.issue(remoteId);
    world.workspace.issues.clear();
    const request = world.session.http.request.bind(world.session.http);
    const late = {
      ...world.session,
      http: {
        request: async (wish: Parameters<typeof request>[0]) => {
          if (JSON.stringify(wish.body).includes('issueCreate')) world.workspace.issues.set(issue.id, issue);
          return request(wish);
        },
      },
    };
    const fields = { ...task.defaults, title: 'Issue' };
    const change = { kind: 'upsert', model: 'task', containerId: teamId, recordId, fields } as const;
    const result = await world.provider.push?.(late, {
      ...change,
      changed: Object.keys(fields),
      remote: null,
    });
    expect(result).toMatchObject({ outcome: 'applied', current: { remoteId } });
    expect(world.workspace.issues.size).toBe(1);
  });

  it('begins in the team’s own first state unless told otherwise', async () => {
    expect((await pushed({})).fields).toMatchObject({ status: 'open', state: 'Backlog' });
  });

  it('refuses a project that does not exist', async () => {
    await expect(push({ section: 'Lunch' })).rejects.toMatchObject({ providerCode: 'permanent' });
    expect(world.workspace.issues.size).toBe(0);
  });
});

describe('changing an issue', () => {
  it('writes the first state of a status, keeps one that means it already, and takes names as they are', async () => {
    const made = await pushed({});
    const stateAfter = async (patch: Patch): Promise<unknown> => (await pushed(patch, made)).fields['state'];
    const fresh = async (patch: Patch) => {
      const { current } = await push({}, made);
      if (current.kind !== 'upsert') throw new Error('Expected an upsert');
      return (await pushed(patch, current)).fields;
    };
    expect(await stateAfter({ status: 'in_progress' })).toBe('In Progress');
    expect(await fresh({ state: 'in review' })).toMatchObject({ state: 'In Review', status: 'in_progress' });
    expect(await fresh({ status: 'in_progress' })).toMatchObject({ state: 'In Review' });
    expect(await fresh({ status: 'done', state: 'Todo' })).toMatchObject({ state: 'Done' });
    expect(await fresh({ status: 'cancelled' })).toMatchObject({ state: 'Canceled' });
    expect(await fresh({ status: 'open' })).toMatchObject({ state: 'Todo', completedAt: null });
  });

  it('refuses a state that the team does not have', async () => {
    const made = await pushed({});
    await expect(push({ state: 'Nowhere' }, made)).rejects.toMatchObject({ providerCode: 'permanent' });
  });

  it('adds and removes labels, makes those that do not exist, and minds no case', async () => {
    const made = await pushed({ labels: ['bug', 'one'] });
    expect(made.fields['labels']).toEqual(['Bug', 'one']);
    const next = await pushed({ labels: ['BUG', 'two'] }, made);
    expect(next.fields['labels']).toEqual(['Bug', 'two']);
    expect(world.workspace.labels.map(({ name }) => name)).toEqual(['Bug', 'one', 'two']);
    expect((await pushed({ labels: [] }, next)).fields['labels']).toEqual([]);
  });

  it('sends only what changed, and nothing when nothing did', async () => {
    const made = await pushed({ description: 'Text', due: '2027-03-01' });
    const before = operations().length;
    await pushed({ priority: 'high' }, made);
    expect(operations().slice(before)).toEqual(['Issues', 'UpdateIssue']);
    expect(stored(made)).toMatchObject({ priority: 2, description: 'Text', dueDate: '2027-03-01' });
  });

  it('clears what is emptied', async () => {
    const [ada] = world.workspace.users;
    const parent = world.workspace.create(teamId, { title: 'Above' });
    const full = {
      ...{ description: 'Text', due: '2027-03-01', parentId: parent.id, section: 'Launch' },
      assignees: [{ id: ada?.id, name: null, email: null }],
    };
    const made = await pushed(full);
    expect(made.fields).toMatchObject({
      parentId: parent.id,
      section: 'Launch',
      assignees: [{ name: 'Ada Example' }],
    });
    const empty = { description: null, due: null, parentId: null, section: null, assignees: [] };
    expect((await pushed(empty, made)).fields).toMatchObject(empty);
  });

  it('answers a deletion when the issue has moved to another team', async () => {
    const made = await pushed({});
    world.workspace.edit(made.remoteId, { teamId: otherTeamId });
    expect(await push({ title: 'New' }, made)).toEqual({
      outcome: 'stale',
      current: { kind: 'delete', remoteId: made.remoteId },
    });
    expect(stored(made).title).toBe('Issue');
  });
});
