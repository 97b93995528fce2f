import { notFound } from '#kernel';
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
} from '#provider-sdk/simulator';
import {
  type RepositoryStore,
  type SimulatedRepository,
  type StoredIssue,
  userOf,
} from './repository-store.js';
import { GithubSimulator } from './simulator.js';

const fields: readonly SandboxField[] = [
  { name: 'title', label: 'Title', type: 'text', required: true },
  { name: 'body', label: 'Description', type: 'long_text' },
  { name: 'state', label: 'State', type: 'choice', choices: ['open', 'closed'] },
];

const [ada, grace] = cast;
const people = [
  { id: '583231', email: ada.email, name: `${ada.given} ${ada.family}` },
  { id: '583232', email: grace.email, name: `${grace.given} ${grace.family}` },
] as const;
const website = 1001;
const exporter = 1002;
const repositories: readonly SimulatedRepository[] = [
  { id: website, fullName: 'acme/website', role: 'admin', milestones: ['Launch'] },
  { id: exporter, fullName: 'acme/exporter', role: 'push' },
  { id: 1003, fullName: 'ada/notes', role: 'admin' },
];

const shown = ({ number, title, body, state }: StoredIssue): SandboxObject => ({
  id: String(number),
  title: `#${number} ${title}`,
  fields: { title, body: body ?? null, state },
});

const changes = (given: SandboxFields): Partial<StoredIssue> => ({
  ...('title' in given ? { title: String(given['title']) } : {}),
  ...('body' in given ? { body: given['body'] === null ? null : String(given['body']) } : {}),
});

/** Opening and closing are events of their own. */
const settle = (store: RepositoryStore, issue: StoredIssue, state: unknown): void => {
  if (typeof state !== 'string' || state === issue.state) return;
  const isClosed = state === 'closed';
  const facts = { state, state_reason: isClosed ? 'completed' : 'reopened' };
  store.edit(issue, { ...facts, closed_at: isClosed ? store.now() : null }, isClosed ? 'closed' : 'reopened');
};

const shelfOf = ({ stores }: GithubSimulator): SandboxShelf => {
  const storeOf = (id: string): RepositoryStore => {
    const store = stores.get(Number(id));
    if (!store) throw notFound('repository');
    return store;
  };
  const issueOf = (store: RepositoryStore, id: string): StoredIssue => {
    const issue = store.issues.get(Number(id));
    if (!issue) throw notFound('issue');
    return issue;
  };
  return {
    containers: () =>
      [...stores.values()].map(({ repository: { id, fullName } }) => ({
        ...{ id: String(id), name: fullName, kind: 'issue', accountId: null, writable: true, fields },
      })),
    objects: id => [...storeOf(id).issues.values()].map(shown),
    create(id, given) {
      const store = storeOf(id);
      const issue = store.create(changes(given), userOf(people[1]));
      settle(store, issue, given['state']);
      return String(issue.number);
    },
    edit(containerId, id, given) {
      const store = storeOf(containerId);
      const changed = changes(given);
      const before = issueOf(store, id);
      const issue = Object.keys(changed).length > 0 ? store.edit(before, changed) : before;
      settle(store, issue, given['state']);
    },
    remove(containerId, id) {
      const store = storeOf(containerId);
      store.remove(issueOf(store, id));
    },
  };
};

const issues: readonly (readonly [repository: number, title: string, body: string])[] = [
  [website, 'Menu overlaps the logo on narrow screens', 'Seen at 360 px, in both themes.'],
  [website, 'Status page needs its own certificate', 'It expires a week after the launch.'],
  [website, 'Write the launch announcement', 'Press release is in the shared folder.'],
  [exporter, 'Exports larger than 2 GB stop half way', 'Northwind’s last export did.'],
  [exporter, 'Let exports be scheduled', 'Asked for by three customers.'],
];

const seed = (github: GithubSimulator): void => {
  for (const [id, title, body] of issues)
    github.repository(id).create({ title, body }, userOf(people[id === website ? 0 : 1]));
  const [first] = github.repository(website).issues.values();
  if (first) github.repository(website).comment(first, 'I can look at it tomorrow.', userOf(people[1]));
};

const remembered = (github: GithubSimulator): Record<string, MemoryPart> => ({
  grants: grantsPart(github.accounts),
  hooks: part(github.hooks, 'hooks', 'last'),
  ...Object.fromEntries(
    [...github.stores].map(([id, store]) => [
      `repository ${id}`,
      part(store, 'issues', 'comments', 'gone', 'lastNumber', 'lastId'),
    ]),
  ),
});

export const githubSandbox: SandboxMaker = {
  provider: 'github',
  async start({ port, clock, client, redirectUri, clientName, reasons }): Promise<Sandbox> {
    const clients = [{ ...client, redirectUris: [redirectUri] }];
    const github = await GithubSimulator.start({ port, clock, clients, people, repositories });
    Object.assign(github.accounts.behaviour, { clientName, reasons });
    const { url } = github.server;
    return {
      server: github.server,
      urls: {
        ...{ authorize: `${url}/login/oauth/authorize`, token: `${url}/login/oauth/access_token` },
        ...{ revoke: `${url}/applications/{client_id}/grant`, api: url },
        install: `${url}/apps/{slug}/installations/new`,
      },
      shelf: shelfOf(github),
      memory: new Memory(() => remembered(github)),
      postbox: github.hooks.postbox,
      ...consents(github.accounts),
      announce(id) {
        const store = github.repository(Number(id));
        const [issue] = store.issues.values();
        if (issue) github.hooks.notify(store, { event: 'issues', action: 'edited', issue });
      },
      seed: () => seed(github),
      stop: () => github.server.stop(),
    };
  },
};
