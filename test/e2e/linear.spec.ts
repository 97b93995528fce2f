import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  agreeOnScreen,
  connectByPages,
  type ConnectionAnswer,
  createOrganization,
  freePort,
  MovedClock,
  startTestHub,
  type StoredRecord,
  type TestHub,
  type TestOrganization,
  until,
} from '#support';
import { LinearSimulator, type StoredIssue, teams } from '../../src/providers/linear/simulator/index.js';

interface Subscription {
  readonly containerId: string;
  readonly status: string;
}

const client = { id: 'acme-linear', secret: 'acme-linear-secret' };
const appSecret = 'lin_wh_app';
const [engineering, design] = teams.map(({ id }) => id) as [string, string];
const clock = new MovedClock();
let linear: LinearSimulator;
let hub: TestHub;
let acme: TestOrganization;
let integrationId: string;
let connectionId: string;
let consentId: string;
let syncId: string;

beforeAll(async () => {
  const port = await freePort();
  const redirectUris = [`http://127.0.0.1:${port}/oauth/linear/callback`];
  linear = await LinearSimulator.start({ clock, clients: [{ ...client, redirectUris }] });
  const { apiUrl: url } = linear;
  const at = (path: string) => `${url}/oauth/${path}`;
  const urls = { authorize: at('authorize'), token: at('token'), revoke: at('revoke'), api: url };
  const settings = { PORT: String(port), CAUSEWAY_PROVIDER_URLS: JSON.stringify({ linear: urls }) };
  hub = await startTestHub(settings, { clock });
  acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
  const wish = { provider: 'linear', client, webhookSecret: appSecret };
  integrationId = (await acme.owner.post<{ id: string }>(acme.at('/integrations'), wish)).id;
});
afterAll(async () => {
  await hub.stop();
  await linear.stop();
});

const issueNamed = (title: string): StoredIssue | undefined =>
  [...linear.workspace.issues.values()].find(issue => issue.title === title);
const stateNamed = (name: string): string =>
  linear.workspace.states.find(state => state.teamId === engineering && state.name === name)?.id ?? '';
const records = async (): Promise<StoredRecord[]> => {
  const { data } = await acme.owner.get<{ data: StoredRecord[] }>(acme.at(`/records?syncId=${syncId}`));
  return data.filter(record => !record.deleted);
};
const recordOf = async (
  id: string,
  fits: (record: StoredRecord) => boolean = () => true,
): Promise<StoredRecord> => {
  const find = async () => (await records()).find(({ remoteId }) => remoteId === id);
  return (await until(find, record => record !== undefined && fits(record)))!;
};
const at = <T>(look: () => T, fits: (found: T) => boolean): Promise<T> => until(async () => look(), fits);
const edit = (id: string, fields: object) => acme.owner.ok('PATCH', acme.at(`/records/${id}`), { fields });
const connection = () => acme.owner.get<ConnectionAnswer>(acme.at(`/connections/${connectionId}`));
const post = (path: string, headers: Readonly<Record<string, string>>, body: string) =>
  fetch(`${hub.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

describe('Linear, from the connect link to the end of the grant', () => {
  it('connects with PKCE through the hub’s page and Linear’s, and lists the teams', async () => {
    const session = await connectByPages(acme, integrationId, agreeOnScreen);
    connectionId = session.connectionId ?? '';
    consentId = session.consentIds[0] ?? '';
    expect(await connection()).toMatchObject({
      status: 'active',
      account: {
        id: linear.workspace.organization.id,
        name: 'Acme (Ada Example)',
        email: 'ada@example.com',
      },
      grantedScopes: ['read', 'write', 'admin'],
      missing: [],
      credential: { renews: true, expiresAt: expect.any(String) },
    });
    const path = acme.at(`/connections/${connectionId}/containers`);
    expect((await acme.owner.get<{ data: object[] }>(path)).data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: engineering, name: 'Engineering (ENG)', writable: true }),
        expect.objectContaining({ id: design, name: 'Design (DES)' }),
      ]),
    );
  });

  it('brings the issues that are there, and makes one signed webhook for the team', async () => {
    const label = linear.workspace.label('Bug', null).id;
    const issue = linear.workspace.create(engineering, {
      title: 'Login fails',
      labelIds: [label],
      priority: 1,
    });
    linear.workspace.comment(issue.id, 'Since yesterday');
    const wish = { connectionId, consentId, model: 'task', intervalSeconds: 86_400, autoSync: true };
    const made = { ...wish, containerId: engineering };
    syncId = (await acme.owner.post<{ id: string }>(acme.at('/syncs'), made)).id;
    expect((await recordOf(issue.id)).fields).toMatchObject({
      title: 'Login fails',
      ...{ status: 'open', state: 'Backlog', priority: 'urgent', labels: ['Bug'] },
      comments: [{ author: { name: 'Ada Example' }, text: 'Since yesterday' }],
      url: 'https://linear.app/acme/issue/ENG-1/login-fails',
    });
    const all = async () => (await acme.owner.get<{ data: Subscription[] }>(acme.at('/subscriptions'))).data;
    await until(all, rows => rows.some(row => row.containerId === engineering && row.status === 'active'));
    expect(linear.hooks.nodes()).toEqual([
      expect.objectContaining({
        url: expect.stringMatching(/\/hooks\/linear\/[\w-]{40,}$/),
        resourceTypes: ['Issue', 'Comment'],
        team: { id: engineering },
      }),
    ]);
  });

  it('creates, edits and moves issues, and makes labels that do not exist', async () => {
    const fields = { title: 'Made here', labels: ['fresh'], due: '2027-05-01', priority: 'high' };
    const made = await acme.owner.post<{ id: string }>(acme.at('/records'), { syncId, fields });
    const issue = (await at(
      () => issueNamed('Made here'),
      found => found !== undefined,
    ))!;
    expect(issue).toMatchObject({ priority: 2, dueDate: '2027-05-01', teamId: engineering });
    expect(linear.workspace.labels).toContainEqual({
      id: issue.labelIds[0],
      name: 'fresh',
      teamId: engineering,
    });
    await recordOf(issue.id, ({ state }) => state === 'clean');
    await edit(made.id, { status: 'done', labels: ['fresh', 'bug'] });
    const done = await at(
      () => linear.workspace.issue(issue.id),
      ({ stateId, labelIds }) => stateId === stateNamed('Done') && labelIds.length === 2,
    );
    expect(done).toMatchObject({ completedAt: expect.any(String), priority: 2, title: 'Made here' });
    await recordOf(issue.id, ({ fields: has }) => has['state'] === 'Done');
    expect([...linear.workspace.issues.values()].filter(({ title }) => title === 'Made here')).toHaveLength(
      1,
    );
  });

  it('hears of new issues, edits and comments by webhook, without anybody asking', async () => {
    const { id } = linear.workspace.create(engineering, { title: 'Told by Linear' });
    await recordOf(id);
    linear.workspace.edit(id, { title: 'Told again', stateId: stateNamed('In Progress') });
    await recordOf(id, ({ fields }) => fields.title === 'Told again' && fields['status'] === 'in_progress');
    linear.workspace.comment(id, 'A word');
    await recordOf(id, ({ fields }) => JSON.stringify(fields['comments']).includes('A word'));
  });

  it('removes a record when the issue goes to the trash', async () => {
    const told = issueNamed('Told again')!;
    linear.workspace.trash(told.id);
    await until(records, all => !all.some(({ remoteId }) => remoteId === told.id));
  });

  it('deletes an issue at Linear when the record is deleted here', async () => {
    const issue = issueNamed('Made here')!;
    const { id } = await recordOf(issue.id, ({ state }) => state === 'clean');
    await acme.owner.ok('DELETE', acme.at(`/records/${id}`));
    await at(
      () => linear.workspace.issue(issue.id),
      ({ trashed }) => trashed,
    );
  });

  it('keeps both when an issue changes on both sides in different fields', async () => {
    const issue = issueNamed('Login fails')!;
    const { id } = await recordOf(issue.id, ({ state }) => state === 'clean');
    linear.workspace.edit(issue.id, { dueDate: '2027-06-01' });
    await edit(id, { title: 'Login fails again' });
    const { fields } = await recordOf(
      issue.id,
      record => record.state === 'clean' && record.fields['due'] === '2027-06-01',
    );
    expect(fields.title).toBe('Login fails again');
    expect(linear.workspace.issue(issue.id)).toMatchObject({ title: 'Login fails again' });
  });

  it('refuses what is not signed with the secret of its address', async () => {
    const [hook] = linear.hooks.nodes();
    const { pathname } = new URL(String(hook?.['url']));
    const { organization } = linear.workspace;
    const body = JSON.stringify({ type: 'Issue', action: 'remove', organizationId: organization.id });
    const headers = { 'linear-delivery': crypto.randomUUID(), 'linear-signature': '0'.repeat(64) };
    for (const path of [pathname, '/hooks/linear'])
      expect((await post(path, headers, body)).status).toBe(401);
  });

  it('hears the app’s own webhook for the workspace that it names, also of an issue that moves away', async () => {
    const wish = { id: crypto.randomUUID(), url: `${hub.url}/hooks/linear`, secret: appSecret };
    linear.hooks.create({ ...wish, resourceTypes: ['Issue'] });
    const [own] = linear.hooks.nodes();
    linear.hooks.disable(String(own?.['id']));
    const { id } = linear.workspace.create(engineering, { title: 'Told to the app' });
    await recordOf(id);
    linear.workspace.edit(id, { teamId: design });
    await until(records, all => !all.some(({ remoteId }) => remoteId === id));
    linear.hooks.update(String(own?.['id']), { enabled: true });
    linear.hooks.remove(wish.id);
  });

  it('shows what Linear’s headers say is left of the hour', async () => {
    await acme.owner.post(acme.at(`/connections/${connectionId}/check`));
    const { budget } = await acme.owner.get<{ budget: { remaining: number } | null }>(
      acme.at(`/connections/${connectionId}`),
    );
    expect(budget?.remaining).toBeLessThan(5_000);
    expect(budget?.remaining).toBeGreaterThan(4_000);
  });

  it('renews with a refresh token that changes each time, and never uses one twice', async () => {
    for (const title of ['Day two', 'Day three']) {
      linear.accounts.grants.expireAccessTokens();
      const { id } = linear.workspace.create(engineering, { title });
      await recordOf(id);
    }
    expect(await connection()).toMatchObject({ status: 'active', lastError: null });
  });

  it('takes the webhook and the grant away when the connection ends', async () => {
    await acme.owner.ok('DELETE', acme.at(`/connections/${connectionId}`));
    expect(await until(connection, ({ revocation }) => revocation !== 'pending')).toMatchObject({
      ...{ status: 'disconnected', revocation: 'done', credential: null },
    });
    expect(linear.hooks.nodes()).toEqual([]);
  });
});
