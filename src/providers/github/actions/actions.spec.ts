import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type GithubWorld, issueIn, startGithub } from '../github.contract.js';
import { collect } from '../github.testing.contract.js';
import { githubActions } from './actions.js';

let world: GithubWorld;
beforeEach(async () => {
  world = await startGithub();
});
afterEach(() => world.stop());

const run = async (name: string, input: object, key = 'wish 1'): Promise<unknown> => {
  const action = githubActions.find(candidate => candidate.name === name);
  if (!action) throw new Error(`No action ${name}`);
  return action.output.parse(await action.run(world.session, action.input.parse(input), key));
};

describe('actions', () => {
  it('open one issue for one wish', async () => {
    const input = {
      repository: 'ada/site',
      title: 'Asked for',
      body: 'Please',
      labels: ['bug'],
      assignees: ['ada'],
    };
    const first = await run('create_issue', input);
    expect(await run('create_issue', input)).toEqual(first);
    expect(first).toEqual({ number: 1, url: 'https://github.com/ada/site/issues/1' });
    expect(await run('create_issue', input, 'wish 2')).toMatchObject({ number: 2 });
    expect(issueIn(world.store, '1')).toMatchObject({
      labels: [{ name: 'bug' }],
      assignees: [{ login: 'ada' }],
    });
  });

  it('write one comment for one wish', async () => {
    await run('create_issue', { repository: '1001', title: 'Here' });
    const input = { repository: '1001', issueNumber: 1, text: 'Done' };
    const first = await run('comment', input);
    expect(await run('comment', input)).toEqual(first);
    expect(world.store.comments.size).toBe(1);
  });

  it('add labels and leave the others', async () => {
    await run('create_issue', { repository: '1001', title: 'Here', labels: ['bug'] });
    const input = { repository: '1001', issueNumber: 1, labels: ['ui', 'bug'] };
    expect(await run('add_labels', input)).toEqual({ labels: ['bug', 'ui'] });
  });

  it('find issues', async () => {
    await run('create_issue', { repository: '1001', title: 'Needle' });
    await run('create_issue', { repository: '1001', title: 'Hay' }, 'wish 2');
    expect(await run('search', { query: 'repo:ada/site needle' })).toMatchObject({
      total: 1,
      items: [{ number: 1, title: 'Needle', isPullRequest: false }],
    });
  });

  it.each(['../user', 'ada', 'ada/site/issues', 'ada/..', 'ada/si te'])(
    'do not take %s for a repository',
    async repository => {
      const before = world.requests();
      await expect(run('add_labels', { repository, issueNumber: 1, labels: ['x'] })).rejects.toMatchObject({
        providerCode: 'not_found',
      });
      expect(world.requests()).toBe(before);
    },
  );
});

describe('an account', () => {
  it('lists repositories that have issues, by their number, and says which may be written to', async () => {
    expect(await collect(world.provider.containers?.(world.session, 'task'))).toEqual([
      { id: '1001', name: 'ada/site', writable: true },
      { id: '1002', name: 'octo/library', writable: false },
    ]);
  });

  it('of an installation is known by the installation', async () => {
    const { token } = world.simulator.installations.issue('99');
    const session = {
      ...world.session,
      settings: { installationId: '99' },
      http: {
        request: (request: Parameters<typeof world.session.http.request>[0]) =>
          world.session.http.request({
            ...request,
            headers: { ...request.headers, authorization: `Bearer ${token}` },
          }),
      },
    };
    expect(await world.provider.identify(session)).toEqual({
      id: 'installation:99',
      name: 'ada',
      email: null,
    });
    const containers = await collect(world.provider.containers?.(session, 'task'));
    expect(containers.map(({ id }) => id)).toEqual(['1001', '1002']);
  });
});
