import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  agreeOnScreen,
  connectByPages,
  type ConnectionAnswer,
  type GithubStage,
  MovedClock,
  startGithubStage,
  type StoredRecord,
  type TestOrganization,
  until,
} from '#support';

interface Subscription {
  readonly id: string;
  readonly containerId: string;
  readonly status: string;
  readonly attempts: number;
  readonly lastError: string | null;
}

const site = '1001';
const project = 'projects/users/ada/7';
const octocat = { id: 1, login: 'octocat' };
const clock = new MovedClock();
let stage: GithubStage;
let acme: TestOrganization;
let connectionId: string;
let consentId: string;
let syncId: string;

beforeAll(async () => {
  stage = await startGithubStage(clock);
  acme = stage.acme.organization;
  stage.github.projects.push({ owner: 'users/ada', number: 7, title: 'Plan', items: [], fields: [] });
});
afterAll(() => stage.stop());

const repository = () => stage.github.repository(Number(site));
const issueAt = (number: number) => {
  const issue = repository().issues.get(number);
  if (!issue) throw new Error(`GitHub has no issue ${number}`);
  return issue;
};
const issueNamed = (title: string) => [...repository().issues.values()].find(issue => issue.title === title);
const records = async (): Promise<StoredRecord[]> => {
  const { data } = await acme.owner.get<{ data: StoredRecord[] }>(acme.at(`/records?syncId=${syncId}`));
  return data.filter(record => !record.deleted);
};
const recordOf = (number: number, fits: (record: StoredRecord) => boolean = () => true) =>
  until(
    async () => (await records()).find(record => record.remoteId === String(number)),
    record => record !== undefined && fits(record),
  ).then(record => record!);
const edit = (id: string, fields: object) => acme.owner.ok('PATCH', acme.at(`/records/${id}`), { fields });
const connection = () => acme.owner.get<ConnectionAnswer>(acme.at(`/connections/${connectionId}`));
const subscriptions = async () =>
  (await acme.owner.get<{ data: Subscription[] }>(acme.at('/subscriptions'))).data;
const subscriptionOf = async (containerId: string) =>
  (await subscriptions()).find(subscription => subscription.containerId === containerId);
const hooks = async (): Promise<{ config: { url: string } }[]> => {
  const authorization = `Bearer ${stage.github.accounts.issueToken(['repo'])}`;
  const path = `${stage.github.apiUrl}/repos/ada/site/hooks`;
  return (await (await fetch(path, { headers: { authorization } })).json()) as { config: { url: string } }[];
};
const makeSync = async (wish: object): Promise<string> => {
  const body = { connectionId, consentId, model: 'task', intervalSeconds: 86_400, ...wish };
  return (await acme.owner.post<{ id: string }>(acme.at('/syncs'), body)).id;
};

describe('GitHub, from the connect link to the end of the grant', () => {
  it('connects through the hub’s page and GitHub’s, and lists repositories and projects', async () => {
    const session = await connectByPages(acme, stage.acme.integrationId, agreeOnScreen);
    connectionId = session.connectionId ?? '';
    consentId = session.consentIds[0] ?? '';
    expect(await connection()).toMatchObject({
      status: 'active',
      account: { id: '583231', name: 'Ada Example', email: 'ada@example.com' },
      grantedScopes: ['repo', 'read:project'],
      missing: [],
      credential: { renews: false, expiresAt: null },
    });
    const path = acme.at(`/connections/${connectionId}/containers`);
    expect((await acme.owner.get<{ data: object[] }>(path)).data).toEqual([
      expect.objectContaining({ id: site, name: 'ada/site', writable: true }),
      expect.objectContaining({ id: '1002', name: 'octo/library', writable: false }),
      expect.objectContaining({ id: project, name: 'ada: Plan', writable: false }),
    ]);
  });

  it('brings the issues that are there, with labels and comments', async () => {
    const issue = repository().create({ title: 'Login fails', labels: [{ name: 'bug' }] }, octocat);
    repository().comment(issue, 'Since yesterday', octocat);
    syncId = await makeSync({ containerId: site, autoSync: true });
    const { fields } = await recordOf(issue.number);
    expect(fields).toMatchObject({
      title: 'Login fails',
      status: 'open',
      labels: ['bug'],
      comments: [{ author: { id: 'octocat' }, text: 'Since yesterday' }],
      createdBy: { id: 'octocat' },
    });
  });

  it('makes one signed webhook in the repository, because the sync runs by itself', async () => {
    await until(
      () => subscriptionOf(site),
      row => row?.status === 'active',
    );
    expect(await hooks()).toEqual([
      expect.objectContaining({
        events: ['issues', 'issue_comment', 'label', 'milestone', 'repository'],
        config: expect.objectContaining({
          url: expect.stringMatching(/\/hooks\/github\/[\w-]{40,}$/),
          content_type: 'json',
          secret: '********',
        }),
      }),
    ]);
  });

  it('opens, edits, closes and reopens issues', async () => {
    const made = await acme.owner.post<{ id: string }>(acme.at('/records'), {
      syncId,
      fields: { title: 'Made here', description: 'Body', labels: ['p:1'] },
    });
    const { number } = (await until(
      () => Promise.resolve(issueNamed('Made here')),
      issue => issue !== undefined,
    ))!;
    expect(issueAt(number)).toMatchObject({
      state: 'open',
      labels: [{ name: 'p:1' }],
      user: { login: 'ada' },
    });
    await recordOf(number, ({ state }) => state === 'clean');
    await edit(made.id, { title: 'Changed here', labels: ['p:1', 'ui'] });
    await until(
      () => Promise.resolve(issueAt(number)),
      ({ title, labels }) => title === 'Changed here' && labels.length === 2,
    );
    await edit(made.id, { status: 'cancelled' });
    await until(
      () => Promise.resolve(issueAt(number)),
      ({ state, state_reason: reason }) => state === 'closed' && reason === 'not_planned',
    );
    await edit(made.id, { status: 'open' });
    await until(
      () => Promise.resolve(issueAt(number)),
      ({ state }) => state === 'open',
    );
    expect([...repository().issues.values()].filter(({ title }) => title === 'Changed here')).toHaveLength(1);
  });

  it('hears of new issues, edits, comments and closing by webhook, without anybody asking', async () => {
    const issue = repository().create({ title: 'Told by GitHub' }, octocat);
    await recordOf(issue.number);
    repository().edit(issueAt(issue.number), { title: 'Told again', labels: [{ name: 'urgent' }] });
    await recordOf(issue.number, ({ fields }) => fields.title === 'Told again');
    repository().comment(issueAt(issue.number), 'A word', octocat);
    await recordOf(issue.number, ({ fields }) => JSON.stringify(fields['comments']).includes('A word'));
    const closing = { state: 'closed', state_reason: 'completed', closed_at: repository().now() };
    repository().edit(issueAt(issue.number), closing, 'closed');
    const { fields } = await recordOf(issue.number, record => record.fields['status'] === 'done');
    expect(fields).toMatchObject({
      title: 'Told again',
      labels: ['urgent'],
      completedAt: expect.any(String),
    });
  });

  it('removes a record when GitHub tells that the issue was deleted', async () => {
    const issue = issueNamed('Told again')!;
    repository().remove(issue);
    await until(records, found => !found.some(({ remoteId }) => remoteId === String(issue.number)));
    expect(await recordOf(1)).toMatchObject({ fields: { title: 'Login fails' } });
  });

  it('deletes an issue at GitHub when the record is deleted here', async () => {
    const { number } = issueNamed('Changed here')!;
    const { id } = await recordOf(number, ({ state }) => state === 'clean');
    await acme.owner.ok('DELETE', acme.at(`/records/${id}`));
    await until(
      () => Promise.resolve(repository().gone.get(number)),
      how => how === 'deleted',
    );
  });

  it('keeps both when an issue changes on both sides in different fields', async () => {
    const { id } = await recordOf(1, ({ state }) => state === 'clean');
    repository().edit(issueAt(1), { body: 'Written at GitHub' });
    await edit(id, { title: 'Login fails again' });
    const { fields } = await recordOf(
      1,
      record => record.state === 'clean' && record.fields['description'] === 'Written at GitHub',
    );
    expect(fields.title).toBe('Login fails again');
    expect(issueAt(1)).toMatchObject({ title: 'Login fails again' });
  });

  it('refuses deliveries that are not signed with the webhook’s secret, at its address and at the app’s', async () => {
    const [hook] = await hooks();
    const { pathname: path } = new URL(hook?.config.url ?? '');
    const before = await records();
    const payload = {
      action: 'deleted',
      repository: { id: 1001, full_name: 'ada/site' },
      issue: { number: 1 },
    };
    for (const address of [path, '/hooks/github']) {
      const answer = await fetch(`${stage.hub.url}${address}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-github-event': 'issues',
          'x-github-delivery': crypto.randomUUID(),
          'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
        },
        body: JSON.stringify({ ...payload, installation: { id: 501 } }),
      });
      expect(answer.status).toBe(401);
    }
    expect((await records()).map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
  });

  it('shows what GitHub’s headers say is left of the hour', async () => {
    await acme.owner.post(acme.at(`/connections/${connectionId}/check`));
    const { budget } = await acme.owner.get<{ budget: { remaining: number; resetAt: string } | null }>(
      acme.at(`/connections/${connectionId}`),
    );
    expect(budget?.remaining).toBeLessThan(5_000);
    expect(budget?.remaining).toBeGreaterThan(4_000);
    expect(Date.parse(budget?.resetAt ?? '')).toBeGreaterThan(clock.now().getTime());
  });

  it('takes the webhook and the grant away when the connection ends', async () => {
    await acme.owner.ok('DELETE', acme.at(`/connections/${connectionId}`));
    expect(await until(connection, ({ revocation }) => revocation !== 'pending')).toMatchObject({
      status: 'disconnected',
      revocation: 'done',
      credential: null,
    });
    expect(await hooks()).toEqual([]);
    expect(stage.github.signIn.grantsEnded).toEqual(['Ov23.oauth']);
  });
});
