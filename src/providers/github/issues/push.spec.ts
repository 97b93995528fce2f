import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, ProviderError } from '#kernel';
import type { ProviderSession, PushResult, RemoteUpsert, UpsertChange } from '#provider-sdk';
import { task, type TaskFields } from '#unified-models';
import { type GithubWorld, issueIn, startGithub } from '../github.contract.js';
import { pushIssue } from './push.js';

const recordId = newId();
const ada = { id: 583231, login: 'ada' };
let world: GithubWorld;
beforeEach(async () => {
  world = await startGithub();
});
afterEach(() => world.stop());

const wish = (
  patch: Partial<TaskFields>,
  remote: RemoteUpsert | null = null,
  session = world.session,
): Promise<PushResult> => {
  const fields = { ...task.defaults, title: 'Ours', ...patch };
  const change: UpsertChange = {
    ...{ kind: 'upsert', model: 'task', containerId: world.containerId, recordId, fields },
    changed: Object.keys(remote ? patch : fields),
    remote: remote && { id: remote.remoteId, version: remote.version, data: remote.data },
  };
  return pushIssue(session, change);
};

const upsert = ({ current }: PushResult): RemoteUpsert => {
  if (current.kind !== 'upsert') throw new Error('Expected an upsert');
  return current;
};

/** The answer to the first request that fits gets lost after it took effect. */
const losing = (method: string): ProviderSession => {
  let isLost = false;
  return {
    ...world.session,
    http: {
      request: async request => {
        const response = await world.session.http.request(request);
        if (isLost || request.method !== method) return response;
        isLost = true;
        throw new ProviderError('temporary', 'The connection broke.');
      },
    },
  };
};

describe('creating an issue', () => {
  it('leaves one when the answer got lost, and closes it when that was still to be done', async () => {
    await expect(wish({ status: 'done' }, null, losing('POST'))).rejects.toThrow('broke');
    expect(issueIn(world.store, '1').state).toBe('open');
    const result = await wish({ status: 'done' });
    expect([result.outcome, upsert(result).fields['status']]).toEqual(['applied', 'done']);
    expect(world.store.issues.size).toBe(1);
    await expect(wish({ status: 'done' }, null, losing('GET'))).rejects.toThrow('broke');
    expect((await wish({ status: 'done' })).outcome).toBe('applied');
    expect(world.store.issues.size).toBe(1);
  });

  it('finds its own among hundreds that others made meanwhile', async () => {
    await wish({});
    for (let index = 0; index < 350; index += 1) world.store.create({ title: `Theirs ${index}` }, ada);
    expect(upsert(await wish({})).remoteId).toBe('1');
    expect(world.store.issues.size).toBe(351);
  });

  it('does not look behind the time the record was made', async () => {
    const long = { created_at: '2020-01-01T00:00:00Z' };
    for (let index = 0; index < 350; index += 1) world.store.create({ title: `Old ${index}`, ...long }, ada);
    const before = world.requests();
    await wish({});
    expect(world.requests() - before).toBe(2);
  });

  it('hides its mark from the description and keeps it through edits', async () => {
    const created = upsert(await wish({ description: 'Text' }));
    expect(created.fields['description']).toBe('Text');
    expect(issueIn(world.store, '1').body).toBe(`Text\n\n<!-- causeway:${recordId} -->`);
    const edited = upsert(await wish({ description: null }, created));
    expect(edited.fields['description']).toBeNull();
    expect(issueIn(world.store, '1').body).toBe(`<!-- causeway:${recordId} -->`);
  });

  it('refuses a section that is no milestone, before anything is written', async () => {
    const refusal = { providerCode: 'permanent', message: expect.stringContaining('no milestone') };
    await expect(wish({ section: '9.9' })).rejects.toMatchObject(refusal);
    expect(world.store.issues.size).toBe(0);
  });
});

describe('changing an issue', () => {
  it('gives another reason to what is closed, although GitHub takes none without opening it', async () => {
    const done = upsert(await wish({ status: 'done' }));
    const cancelled = upsert(await wish({ status: 'cancelled' }, done));
    expect(cancelled.fields['status']).toBe('cancelled');
    expect(issueIn(world.store, '1')).toMatchObject({ state: 'closed', state_reason: 'not_planned' });
  });

  it('writes when only comments were added and edited', async () => {
    const created = upsert(await wish({}));
    const comment = world.store.comment(issueIn(world.store, '1'), 'Hello', ada);
    expect((await wish({ title: 'Stale' }, created)).outcome).toBe('stale');
    const seen = upsert(await wish({ title: 'Stale' }, created));
    world.store.editComment(comment, 'Hello again');
    const applied = await wish({ title: 'Applied' }, seen);
    expect(applied.outcome).toBe('applied');
    expect(upsert(applied).fields['comments']).toMatchObject([{ text: 'Hello again' }]);
  });

  it.each(['deleted', 'transferred'] as const)('says that an issue is gone when it was %s', async how => {
    const created = upsert(await wish({}));
    world.store.remove(issueIn(world.store, '1'), how);
    expect(await wish({ title: 'Too late' }, created)).toEqual({
      outcome: 'stale',
      current: { kind: 'delete', remoteId: '1' },
    });
  });

  it('does not close an issue that it may not delete', async () => {
    const { remoteId: id, version, data } = upsert(await wish({}));
    world.store.repository = { ...world.store.repository, role: 'push' };
    const remote = { id, version, data };
    const removal = {
      kind: 'delete',
      model: 'task',
      containerId: world.containerId,
      recordId,
      remote,
    } as const;
    await expect(pushIssue(world.session, removal)).rejects.toMatchObject({ providerCode: 'permanent' });
    expect(issueIn(world.store, '1').state).toBe('open');
  });

  it('writes nothing into an archived repository', async () => {
    const created = upsert(await wish({}));
    world.store.repository = { ...world.store.repository, archived: true };
    await expect(wish({ title: 'New' }, created)).rejects.toMatchObject({ providerCode: 'permanent' });
  });

  it('goes on when the repository was renamed', async () => {
    const created = upsert(await wish({}));
    world.simulator.rename(1001, 'octo/moved');
    expect((await wish({ title: 'New' }, created)).outcome).toBe('applied');
  });
});
