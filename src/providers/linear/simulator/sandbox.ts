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
import { LinearSimulator } from './simulator.js';
import { type StoredIssue, teams, type Workspace } from './workspace.js';

const [ada, grace] = cast;
const people = [
  { id: 'a0d1c2b3-0000-4000-8000-000000000001', email: ada.email, name: `${ada.given} ${ada.family}` },
  { id: 'a0d1c2b3-0000-4000-8000-000000000002', email: grace.email, name: `${grace.given} ${grace.family}` },
] as const;

const fieldsOf = (workspace: Workspace, teamId: string): readonly SandboxField[] => {
  const choices = workspace.states.filter(state => state.teamId === teamId).map(({ name }) => name);
  return [
    { name: 'title', label: 'Title', type: 'text', required: true },
    { name: 'description', label: 'Description', type: 'long_text' },
    { name: 'state', label: 'State', type: 'choice', choices },
    { name: 'dueDate', label: 'Due', type: 'date' },
  ];
};

const shown = (workspace: Workspace, issue: StoredIssue): SandboxObject => ({
  id: issue.id,
  title: `${workspace.identifierOf(issue)} ${issue.title}`,
  fields: {
    title: issue.title,
    description: issue.description,
    state: workspace.state(issue.stateId).name,
    dueDate: issue.dueDate,
  },
});

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const changes = (workspace: Workspace, teamId: string, given: SandboxFields): Partial<StoredIssue> => {
  const state = workspace.states.find(each => each.teamId === teamId && each.name === given['state']);
  return {
    ...('title' in given ? { title: String(given['title']) } : {}),
    ...('description' in given ? { description: textOf(given['description']) } : {}),
    ...('dueDate' in given ? { dueDate: textOf(given['dueDate']) } : {}),
    ...(state ? { stateId: state.id } : {}),
  };
};

const shelfOf = ({ workspace }: LinearSimulator): SandboxShelf => {
  const teamOf = (id: string): string => {
    if (!teams.some(team => team.id === id)) throw notFound('team');
    return id;
  };
  const issuesOf = (teamId: string): StoredIssue[] =>
    [...workspace.issues.values()].filter(issue => issue.teamId === teamId && !issue.trashed);
  const issueOf = (teamId: string, id: string): StoredIssue => {
    const issue = issuesOf(teamOf(teamId)).find(each => each.id === id);
    if (!issue) throw notFound('issue');
    return issue;
  };
  return {
    containers: () =>
      teams.map(({ id, name }) => ({
        ...{ id, name, kind: 'issue', accountId: null, writable: true },
        fields: fieldsOf(workspace, id),
      })),
    objects: id => issuesOf(teamOf(id)).map(issue => shown(workspace, issue)),
    create: (id, given) =>
      workspace.create(teamOf(id), { ...changes(workspace, id, given), creatorId: people[1].id }).id,
    edit: (containerId, id, given) =>
      void workspace.edit(issueOf(containerId, id).id, changes(workspace, containerId, given)),
    remove: (containerId, id) => workspace.trash(issueOf(containerId, id).id),
  };
};

const seed = ({ workspace }: LinearSimulator, clock: Clock): void => {
  const [engineering, design] = teams.map(({ id }) => id);
  const add = (teamId = '', title: string, state: string, more: Partial<StoredIssue> = {}): void => {
    const wish = { ...changes(workspace, teamId, { title, state }), creatorId: people[0].id, ...more };
    workspace.create(teamId, wish);
  };
  const due = { dueDate: workday(clock, 6), assigneeId: people[1].id };
  add(engineering, 'Search answers slowly after an import', 'In Progress', { ...due, priority: 2 });
  add(engineering, 'Rotate the signing keys', 'Todo', { dueDate: workday(clock, 12) });
  add(engineering, 'Upgrade the database', 'Backlog');
  add(design, 'Empty states for the archive', 'In Review', { assigneeId: people[0].id });
  add(design, 'Icons for the launch page', 'Todo', { priority: 3 });
};

const remembered = ({ workspace, hooks, accounts }: LinearSimulator): Record<string, MemoryPart> => ({
  grants: grantsPart(accounts),
  workspace: part(workspace, 'states', 'labels', 'projects', 'issues', 'comments', 'numbers'),
  hooks: part(hooks, 'hooks'),
});

export const linearSandbox: SandboxMaker = {
  provider: 'linear',
  async start({ port, clock, client, redirectUri, clientName, reasons }): Promise<Sandbox> {
    const clients = [{ ...client, redirectUris: [redirectUri] }];
    const linear = await LinearSimulator.start({ port, clock, clients, people });
    Object.assign(linear.accounts.behaviour, { clientName, reasons });
    const { url } = linear.server;
    const oauth = (path: string): string => `${url}/oauth/${path}`;
    return {
      server: linear.server,
      urls: { authorize: oauth('authorize'), token: oauth('token'), revoke: oauth('revoke'), api: url },
      shelf: shelfOf(linear),
      memory: new Memory(() => remembered(linear)),
      postbox: linear.hooks.postbox,
      ...consents(linear.accounts),
      announce(teamId) {
        const { workspace } = linear;
        const issue = [...workspace.issues.values()].find(each => each.teamId === teamId && !each.trashed);
        if (!issue) return;
        const data = { ...issue, identifier: workspace.identifierOf(issue) };
        linear.hooks.notify({ type: 'Issue', action: 'update', teamId, data, updatedFrom: {} });
      },
      seed: () => seed(linear, clock),
      stop: () => linear.server.stop(),
    };
  },
};
