import type { SimulatorReply, SimulatorRequest } from '#provider-sdk/simulator';
import type { GithubUser } from '../github.types.js';
import {
  addLabels,
  createComment,
  createIssue,
  issueOf,
  listComments,
  listIssues,
  listRepositoryComments,
  updateIssue,
} from './issues.js';
import { paged } from './lists.js';
import { refuse } from './refusal.js';
import type { RepositoryStore } from './repository-store.js';
import type { Hooks } from './hooks.js';
import type { Mount } from './mount.js';

/** What the routes work on. */
interface Shelf {
  readonly hooks: Hooks;
  readonly stores: ReadonlyMap<number, RepositoryStore>;
  repository(id: number): RepositoryStore;
}

type Work = (store: RepositoryStore, request: SimulatorRequest, user: GithubUser) => SimulatorReply;

/** Every route of a repository exists twice, by number and by name. */
export const mountRepositories = (mount: Mount, shelf: Shelf): void => {
  const { hooks } = shelf;
  const routes: readonly (readonly [string, string, Work, 'write'?])[] = [
    ['GET', '/issues', listIssues],
    ['POST', '/issues', createIssue],
    ['GET', '/issues/comments', listRepositoryComments],
    ['GET', '/issues/:number', (store, request) => ({ status: 200, body: issueOf(store, request) })],
    ['PATCH', '/issues/:number', updateIssue, 'write'],
    ['GET', '/issues/:number/comments', listComments],
    ['POST', '/issues/:number/comments', createComment],
    ['POST', '/issues/:number/labels', addLabels, 'write'],
    ['GET', '/milestones', (store, request) => paged(request, store.milestones)],
    ['GET', '/hooks', (store, request) => hooks.list(store, request), 'write'],
    ['POST', '/hooks', (store, request) => hooks.create(store, request), 'write'],
    ['PATCH', '/hooks/:hook', (store, request) => hooks.update(store, request), 'write'],
    ['DELETE', '/hooks/:hook', (store, request) => hooks.remove(store, request), 'write'],
    ['GET', '/hooks/:hook/deliveries', (store, request) => hooks.deliveries(store, request), 'write'],
    [
      'POST',
      '/hooks/:hook/deliveries/:delivery/attempts',
      (store, request) => hooks.redeliver(store, request),
    ],
  ];
  for (const [method, path, work, needs] of routes) mountTwice(mount, shelf, { method, path, work, needs });
};

interface Route {
  readonly method: string;
  readonly path: string;
  readonly work: Work;
  readonly needs: 'write' | undefined;
}

const mountTwice = (mount: Mount, shelf: Shelf, { method, path, work, needs }: Route): void => {
  const handle: Work = (store, request, user) => {
    const { role, archived } = store.repository;
    if (archived && method !== 'GET') throw refuse(403, 'Repository was archived so is read-only.');
    if (needs === 'write' && role === 'pull') throw refuse(404, 'Not Found');
    return work(store, request, user);
  };
  mount(method, `/repositories/:id${path}`, (request, user) =>
    handle(shelf.repository(Number(request.params['id'])), request, user),
  );
  mount(method, `/repos/:owner/:name${path}`, (request, user) => {
    const name = `${request.params['owner'] ?? ''}/${request.params['name'] ?? ''}`;
    const store = [...shelf.stores.values()].find(({ repository }) => repository.fullName === name);
    if (!store) throw refuse(404, 'Not Found');
    return handle(store, request, user);
  });
};
