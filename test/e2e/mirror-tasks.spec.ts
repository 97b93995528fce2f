import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ConnectSessionAnswer,
  eventually,
  freePort,
  mirrorClient,
  mirrorClients,
  MirrorStage,
} from '#support';
import { LinearSimulator, teams } from '../../src/providers/linear/simulator/index.js';
import { TodoistSimulator } from '../../src/providers/todoist/simulator/index.js';

const [engineering] = teams.map(({ id }) => id) as [string];
const daily = { autoSync: true, intervalSeconds: 86_400 };

let todoist: TodoistSimulator;
let linear: LinearSimulator;
let stage: MirrorStage;
let projectId: string;

beforeAll(async () => {
  const port = await freePort();
  const app = { url: `http://127.0.0.1:${port}/hooks/todoist`, clientSecret: mirrorClient.secret };
  todoist = await TodoistSimulator.start({ clients: mirrorClients(port, 'todoist'), app });
  linear = await LinearSimulator.start({ clients: mirrorClients(port, 'linear') });
  const { url } = todoist.server;
  const linearAt = (path: string): string => `${linear.apiUrl}/oauth/${path}`;
  stage = await MirrorStage.start(port, {
    todoist: {
      ...{ authorize: `${url}/oauth/authorize`, token: `${url}/oauth/access_token` },
      ...{ revoke: `${todoist.apiUrl}/revoke`, api: todoist.apiUrl },
    },
    linear: {
      ...{ authorize: linearAt('authorize'), token: linearAt('token') },
      ...{ revoke: linearAt('revoke'), api: linear.apiUrl },
    },
  });
  projectId = todoist.store.addProject('Plan').id;
});
afterAll(async () => {
  await stage.stop();
  await todoist.stop();
  await linear.stop();
});

describe('a project at Todoist mirrored to a team at Linear', () => {
  let left: string;
  let right: string;
  let id: string;

  const issue = (title: string) => [...linear.workspace.issues.values()].find(found => found.title === title);
  const task = (content: string) =>
    todoist.store.items.all().find(found => found.content === content && !found.is_deleted);
  const syncOf = async (session: ConnectSessionAnswer, containerId: string) => {
    const [connectionId, consentId] = [session.connectionId ?? '', session.consentIds[0] ?? ''];
    const wish = { connectionId, consentId, model: 'task', containerId, ...daily };
    return (await stage.acme.owner.post<{ id: string }>(stage.acme.at('/syncs'), wish)).id;
  };

  beforeAll(async () => {
    todoist.act('item_add', { content: 'Write the plan', project_id: projectId, priority: 3 });
    left = await syncOf(await stage.connect('todoist', { webhookSecret: mirrorClient.secret }), projectId);
    right = await syncOf(await stage.connect('linear', { webhookSecret: 'lin_wh_app' }), engineering);
    id = await stage.mirrorOf(left, right);
  });

  it('makes an issue of a task and a task of an issue', async () => {
    await eventually(
      () => issue('Write the plan'),
      found => found !== undefined,
    );
    expect(issue('Write the plan')).toMatchObject({ priority: 2 });
    await stage.rest(id, [left, right]);
    linear.workspace.create(engineering, { title: 'Fix the login', priority: 1 });
    await eventually(
      () => task('Fix the login'),
      found => found !== undefined,
    );
    expect(task('Fix the login')).toMatchObject({ priority: 4 });
    await stage.rest(id, [left, right]);
  });

  it('tells each of the other’s progress, and of nothing twice', async () => {
    todoist.act('item_close', { id: task('Fix the login')?.id });
    await stage.recordNamed(right, 'Fix the login', ({ fields }) => fields['status'] === 'done');
    await stage.rest(id, [left, right]);
    const commands = todoist.sync.commands.length;
    await new Promise(resolve => setTimeout(resolve, 400));
    expect(todoist.sync.commands).toHaveLength(commands);
    expect(await stage.mirror(id)).toMatchObject({ counts: { pairs: 2, refused: 0, conflicts: 0 } });
  });

  it('does not answer a state that one of them cannot express', async () => {
    const record = await stage.recordNamed(right, 'Write the plan');
    await stage.edit(record.id, { status: 'in_progress' });
    await stage.rest(id, [left, right]);
    expect((await stage.recordNamed(right, 'Write the plan')).fields).toMatchObject({
      status: 'in_progress',
    });
    expect(task('Write the plan')).toMatchObject({ checked: false });
  });
});
