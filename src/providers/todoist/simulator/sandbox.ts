import { type Clock, notFound } from '#kernel';
import {
  cast,
  consents,
  grantsPart,
  Memory,
  type MemoryPart,
  part,
  type Sandbox,
  type SandboxField,
  type SandboxFields,
  type SandboxMaker,
  type SandboxObject,
  type SandboxShelf,
  workday,
} from '#provider-sdk/simulator';
import type { Args } from './commands.js';
import { TodoistSimulator } from './simulator.js';
import type { StoredTask } from './store.js';

const fields: readonly SandboxField[] = [
  { name: 'content', label: 'Task', type: 'text', required: true },
  { name: 'description', label: 'Description', type: 'long_text' },
  { name: 'due', label: 'Due', type: 'date' },
  { name: 'done', label: 'Done', type: 'flag' },
];

const [ada] = cast;
const person = { id: '2671355', email: ada.email, name: `${ada.given} ${ada.family}` };

const shown = ({ id, content, description, due, checked }: StoredTask): SandboxObject => ({
  id,
  title: content,
  fields: { content, description, due: due?.date.slice(0, 10) ?? null, done: checked },
});

const argsOf = (given: SandboxFields): Args => ({
  ...('content' in given ? { content: given['content'] } : {}),
  ...('description' in given ? { description: given['description'] ?? '' } : {}),
  ...('due' in given ? { due: given['due'] === null ? null : { date: String(given['due']) } } : {}),
});

const settle = (todoist: TodoistSimulator, id: string, { done }: SandboxFields): void => {
  if (typeof done === 'boolean') todoist.act(done ? 'item_close' : 'item_uncomplete', { id });
};

const shelfOf = (todoist: TodoistSimulator): SandboxShelf => {
  const { store } = todoist;
  const requireProject = (id: string): void => {
    const project = store.projects.get(id);
    if (!project || project.is_deleted) throw notFound('project');
  };
  const tasksOf = (projectId: string): StoredTask[] => {
    requireProject(projectId);
    return store.items.all().filter(task => task.project_id === projectId && !task.is_deleted);
  };
  const requireTask = (projectId: string, id: string): void => {
    if (!tasksOf(projectId).some(task => task.id === id)) throw notFound('task');
  };
  return {
    containers: () =>
      store.projects
        .all()
        .filter(project => !project.is_deleted && !project.is_archived)
        .map(({ id, name }) => ({
          ...{ id, name, kind: 'task', accountId: person.id, writable: true, fields },
        })),
    objects: id => tasksOf(id).map(shown),
    create(projectId, given) {
      requireProject(projectId);
      const id = todoist.act('item_add', { ...argsOf(given), project_id: projectId });
      settle(todoist, id, given);
      return id;
    },
    edit(projectId, id, given) {
      requireTask(projectId, id);
      const args = argsOf(given);
      if (Object.keys(args).length > 0) todoist.act('item_update', { id, ...args });
      settle(todoist, id, given);
    },
    remove(projectId, id) {
      requireTask(projectId, id);
      todoist.act('item_delete', { id });
    },
  };
};

const seed = (todoist: TodoistSimulator, clock: Clock): void => {
  const launch = todoist.store.addProject('Launch').id;
  for (const name of ['Doing', 'Waiting']) todoist.store.addSection(launch, name);
  const home = todoist.store.addProject('Home').id;
  const add = (project: string, content: string, days: number | null, more: Args = {}): void => {
    const due = days === null ? {} : { due: { date: workday(clock, days) } };
    todoist.act('item_add', { content, project_id: project, ...due, ...more });
  };
  add(launch, 'Book the room for the rehearsal', 2, { priority: 4 });
  add(launch, 'Send the press release to Helen', 5, { description: 'She is the buyer at Northwind.' });
  add(launch, 'Ask support for the three most frequent questions', 3);
  add(launch, 'Water the plants in the office', 1, { due: { string: 'every 3 days' } });
  add(home, 'Renew the passport', 20);
  add(home, 'Call the dentist', null);
};

const remembered = ({ accounts, store, sync }: TodoistSimulator): Record<string, MemoryPart> => ({
  grants: grantsPart(accounts),
  account: part(store, 'seq', 'epoch', 'user', 'userSeq'),
  projects: part(store.projects, 'rows'),
  sections: part(store.sections, 'rows'),
  items: part(store.items, 'rows'),
  notes: part(store.notes, 'rows'),
  commands: part(sync, 'done'),
});

export const todoistSandbox: SandboxMaker = {
  provider: 'todoist',
  async start({ port, clock, client, redirectUri, webhook, clientName, reasons }): Promise<Sandbox> {
    const clients = [{ ...client, redirectUris: [redirectUri] }];
    const app = { url: webhook.url, clientSecret: webhook.secret };
    const todoist = await TodoistSimulator.start({ port, clock, clients, person, app });
    Object.assign(todoist.accounts.behaviour, { clientName, reasons });
    const { url } = todoist.server;
    return {
      server: todoist.server,
      urls: {
        ...{ authorize: `${url}/oauth/authorize`, token: `${url}/oauth/access_token` },
        ...{ revoke: `${todoist.apiUrl}/revoke`, api: todoist.apiUrl },
      },
      shelf: shelfOf(todoist),
      memory: new Memory(() => remembered(todoist)),
      postbox: todoist.deliveries.postbox,
      ...consents(todoist.accounts),
      announce(projectId) {
        const task = todoist.store.items
          .all()
          .find(each => each.project_id === projectId && !each.is_deleted);
        if (task) todoist.store.tell({ name: 'item:updated', data: structuredClone(task) });
      },
      expireCursors: () => todoist.store.expireTokens(),
      seed: () => seed(todoist, clock),
      stop: () => todoist.server.stop(),
    };
  },
};
