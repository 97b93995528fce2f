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
import { TodoistSimulator } from '../../src/providers/todoist/simulator/index.js';

const client = { id: 'todoist-client', secret: 'todoist-client-secret' };
const clock = new MovedClock();
let todoist: TodoistSimulator;
let hub: TestHub;
let acme: TestOrganization;
let integrationId: string;
let connectionId: string;
let consentId: string;
let projectId: string;
let otherId: string;
let syncId: string;

beforeAll(async () => {
  const port = await freePort();
  const redirectUris = [`http://127.0.0.1:${port}/oauth/todoist/callback`];
  const app = { url: `http://127.0.0.1:${port}/hooks/todoist`, clientSecret: client.secret };
  todoist = await TodoistSimulator.start({ clock, clients: [{ ...client, redirectUris }], app });
  const { url } = todoist.server;
  const urls = {
    authorize: `${url}/oauth/authorize`,
    token: `${url}/oauth/access_token`,
    revoke: `${todoist.apiUrl}/revoke`,
    api: todoist.apiUrl,
  };
  const settings = { PORT: String(port), CAUSEWAY_PROVIDER_URLS: JSON.stringify({ todoist: urls }) };
  hub = await startTestHub(settings, { clock });
  acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
  // Todoist signs its deliveries with the client's secret.
  const wish = { provider: 'todoist', client, webhookSecret: client.secret };
  integrationId = (await acme.owner.post<{ id: string }>(acme.at('/integrations'), wish)).id;
  projectId = todoist.store.addProject('Plan').id;
  otherId = todoist.store.addProject('Elsewhere').id;
  for (const name of ['Doing', 'Done']) todoist.store.addSection(projectId, name);
});
afterAll(async () => {
  await hub.stop();
  await todoist.stop();
});

const tasks = () => todoist.store.items.all().filter(task => !task.is_deleted);
const taskNamed = (content: string) => tasks().find(task => task.content === content);
const taskAt = (id: string) => todoist.store.task(id);
const sectionNamed = (name: string) => todoist.store.sections.all().find(section => section.name === name);
const records = async (): Promise<StoredRecord[]> => {
  const { data } = await acme.owner.get<{ data: StoredRecord[] }>(acme.at(`/records?syncId=${syncId}`));
  return data.filter(record => !record.deleted);
};
const recordOf = (remoteId: string, fits: (record: StoredRecord) => boolean = () => true) =>
  until(
    async () => (await records()).find(record => record.remoteId === remoteId),
    record => record !== undefined && fits(record),
  ).then(record => record!);
const edit = (id: string, fields: object) => acme.owner.ok('PATCH', acme.at(`/records/${id}`), { fields });
const connection = () => acme.owner.get<ConnectionAnswer>(acme.at(`/connections/${connectionId}`));
const act = (name: string, input: object) =>
  acme.owner.post<{ output: { id?: string } }>(acme.at(`/connections/${connectionId}/actions/${name}`), {
    input,
    consentId,
  });

describe('Todoist, from the connect link to the end of the grant', () => {
  it('connects through the hub’s page and Todoist’s, and lists projects', async () => {
    const session = await connectByPages(acme, integrationId, agreeOnScreen);
    connectionId = session.connectionId ?? '';
    consentId = session.consentIds[0] ?? '';
    expect(await connection()).toMatchObject({
      status: 'active',
      account: { id: '2671355', name: 'Ada Example', email: 'ada@example.com' },
      grantedScopes: ['data:read_write', 'data:delete'],
      credential: { renews: true, expiresAt: expect.any(String) },
    });
    const path = acme.at(`/connections/${connectionId}/containers`);
    expect((await acme.owner.get<{ data: object[] }>(path)).data).toEqual([
      expect.objectContaining({ name: 'Inbox', primary: true }),
      expect.objectContaining({ id: projectId, name: 'Plan', writable: true }),
      expect.objectContaining({ id: otherId, name: 'Elsewhere' }),
    ]);
    const wish = { connectionId, consentId, model: 'task', containerId: projectId };
    const sync = await acme.owner.post<{ id: string }>(acme.at('/syncs'), {
      ...wish,
      ...{ autoSync: true, intervalSeconds: 86_400 },
    });
    syncId = sync.id;
  });

  it('writes a task with its section, priority, labels and rule, and changes what changed', async () => {
    const made = await acme.owner.post<{ id: string }>(acme.at('/records'), {
      syncId,
      fields: {
        ...{ title: 'Water plants', section: 'Doing', priority: 'urgent', labels: ['home'] },
        ...{ due: '2027-05-03', recurrence: 'every day' },
      },
    });
    const { id } = (await until(
      () => Promise.resolve(taskNamed('Water plants')),
      task => task !== undefined,
    ))!;
    expect(taskAt(id)).toMatchObject({
      ...{ priority: 4, labels: ['home'], section_id: sectionNamed('Doing')?.id },
      due: { date: '2027-05-03', string: 'every day', is_recurring: true },
    });
    await recordOf(id, ({ state }) => state === 'clean');
    await edit(made.id, { section: 'Done', title: 'Water the plants' });
    await until(
      () => Promise.resolve(taskAt(id)),
      task => task.section_id === sectionNamed('Done')?.id && task.content === 'Water the plants',
    );
  });

  it('moves a recurring task to its next day when it is done here, once', async () => {
    const { id } = taskNamed('Water the plants')!;
    const record = await recordOf(id, ({ state }) => state === 'clean');
    await edit(record.id, { status: 'done' });
    const next = await recordOf(
      id,
      ({ state, fields }) => state === 'clean' && fields['due'] === '2027-05-04',
    );
    expect(next.fields).toMatchObject({ status: 'open', recurrence: 'every day' });
    await todoist.deliveries.settled();
    expect(taskAt(id)).toMatchObject({ checked: false, due: { date: '2027-05-04' } });
    expect(todoist.sync.commands.filter(({ type }) => type === 'item_close')).toHaveLength(1);
  });

  it('hears of new tasks, edits, comments and completion by signed webhooks, without anybody asking', async () => {
    const id = todoist.act('item_add', { content: 'Told by Todoist', project_id: projectId });
    await recordOf(id);
    todoist.act('item_update', { id, content: 'Told again', priority: 3 });
    await recordOf(id, ({ fields }) => fields.title === 'Told again' && fields['priority'] === 'high');
    todoist.act('note_add', { item_id: id, content: 'A word' });
    await recordOf(id, ({ fields }) => JSON.stringify(fields['comments']).includes('A word'));
    todoist.act('item_close', { id });
    const { fields } = await recordOf(id, record => record.fields['status'] === 'done');
    expect(fields['completedAt']).toEqual(expect.any(String));
    await todoist.deliveries.settled();
    expect(new Set(todoist.deliveries.attempts.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('lets a task go that moves to another project, and one that is deleted', async () => {
    const { id } = taskNamed('Told again')!;
    todoist.act('item_move', { id, project_id: otherId });
    await until(records, found => !found.some(({ remoteId }) => remoteId === id));
    const gone = todoist.act('item_add', { content: 'Short-lived', project_id: projectId });
    await recordOf(gone);
    todoist.act('item_delete', { id: gone });
    await until(records, found => !found.some(({ remoteId }) => remoteId === gone));
    expect(taskAt(id)).toMatchObject({ project_id: otherId });
  });

  it('refuses deliveries that are not signed with the client’s secret', async () => {
    const answer = await fetch(`${hub.url}/hooks/todoist`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-todoist-delivery-id': crypto.randomUUID(),
        'x-todoist-hmac-sha256': Buffer.alloc(32).toString('base64'),
      },
      body: JSON.stringify({ event_name: 'item:deleted', user_id: '2671355', event_data: { id: '1' } }),
    });
    expect(answer.status).toBe(401);
  });

  it('runs its actions', async () => {
    const { output } = await act('create_task', {
      content: 'By action',
      project: projectId,
      due: '2027-06-01',
    });
    const id = output.id ?? '';
    await recordOf(id, ({ fields }) => fields['due'] === '2027-06-01');
    await act('complete_task', { task: id });
    await recordOf(id, ({ fields }) => fields['status'] === 'done');
    expect(JSON.stringify(await act('statistics', {}))).toContain('"completed":2');
  });

  it('deletes a task at Todoist when the record is deleted here', async () => {
    const { id: remoteId } = taskNamed('Water the plants')!;
    const { id } = await recordOf(remoteId, ({ state }) => state === 'clean');
    await acme.owner.ok('DELETE', acme.at(`/records/${id}`));
    await until(
      () => Promise.resolve(tasks().map(task => task.id)),
      ids => !ids.includes(remoteId),
    );
  });

  it('renews an ended token, and gives it back when the connection ends', async () => {
    todoist.accounts.grants.expireAccessTokens();
    await acme.owner.post(acme.at(`/connections/${connectionId}/check`));
    expect((await connection()).status).toBe('active');
    await acme.owner.ok('DELETE', acme.at(`/connections/${connectionId}`));
    expect(await until(connection, ({ revocation }) => revocation !== 'pending')).toMatchObject({
      ...{ status: 'disconnected', revocation: 'done' },
    });
  });
});
