import { type Clock, SystemClock } from '#kernel';
import {
  type AuthorizationServer,
  type SimulatedClient,
  type SimulatedPerson,
  type SimulatorHandler,
  type SimulatorReply,
  type SimulatorRequest,
  SimulatorServer,
} from '#provider-sdk/simulator';
import type { GithubUser } from '../github.types.js';
import { Hooks } from './hooks.js';
import { Installations, type SimulatedApp } from './installations.js';
import { paged } from './lists.js';
import { mountProjects, type SimulatedProject } from './projects.js';
import type { Mount } from './mount.js';
import { RateLimit } from './rate-limit.js';
import { Refusal, refusal, refuse } from './refusal.js';
import { RepositoryStore, type SimulatedRepository, userOf } from './repository-store.js';
import { mountRepositories } from './routes.js';
import { SignIn } from './sign-in.js';

export interface GithubSimulatorOptions {
  readonly port?: number;
  readonly clock?: Clock;
  readonly people?: readonly [SimulatedPerson, ...SimulatedPerson[]];
  readonly clients?: readonly SimulatedClient[];
  readonly repositories?: readonly SimulatedRepository[];
  readonly app?: SimulatedApp;
}

const ada: SimulatedPerson = { id: '583231', email: 'ada@example.com', name: 'Ada Example' };
const defaultRepositories: readonly SimulatedRepository[] = [
  { id: 1001, fullName: 'ada/site', role: 'admin', milestones: ['1.0', '2.0 – später'] },
  { id: 1002, fullName: 'octo/library', role: 'pull' },
  { id: 1003, fullName: 'ada/notes', role: 'admin', hasIssues: false },
];

/** GitHub's REST API for issues, its sign-in and its webhooks on 127.0.0.1, in memory. */
export class GithubSimulator {
  readonly hooks: Hooks;
  readonly projects: SimulatedProject[] = [];
  readonly rate: RateLimit;
  readonly installations: Installations;
  readonly stores = new Map<number, RepositoryStore>();

  private constructor(
    readonly server: SimulatorServer,
    readonly signIn: SignIn,
    private readonly clock: Clock,
    app: SimulatedApp | undefined,
  ) {
    this.rate = new RateLimit(clock);
    this.installations = new Installations(app, clock, signIn.accounts);
    this.hooks = new Hooks(app?.webhook, login => this.installations.ofOwner(login));
  }

  static async start(options: GithubSimulatorOptions = {}): Promise<GithubSimulator> {
    const clock = options.clock ?? new SystemClock();
    const isApi = (path: string): boolean => !/^\/(login|applications|-)\//.test(path);
    const server = await SimulatorServer.start({ isApi, ...(options.port ? { port: options.port } : {}) });
    const { people = [ada], clients } = options;
    const signIn = new SignIn({ clock, people, ...(clients ? { clients } : {}) });
    const simulator = new GithubSimulator(server, signIn, clock, options.app);
    for (const repository of options.repositories ?? defaultRepositories) simulator.addRepository(repository);
    signIn.mount(server);
    simulator.mount();
    return simulator;
  }

  get apiUrl(): string {
    return this.server.url;
  }

  get accounts(): AuthorizationServer {
    return this.signIn.accounts;
  }

  addRepository(repository: SimulatedRepository): RepositoryStore {
    const store = new RepositoryStore(
      repository,
      this.clock,
      () => this.server.url,
      (where, event) => this.hooks.notify(where, event),
    );
    this.stores.set(repository.id, store);
    return store;
  }

  repository(id: number): RepositoryStore {
    const store = this.stores.get(id);
    if (!store) throw refuse(404, 'Not Found');
    return store;
  }

  /** The number stays, names in use elsewhere go stale. */
  rename(id: number, fullName: string): void {
    const store = this.repository(id);
    store.repository = { ...store.repository, fullName };
  }

  /** The account takes the app out. */
  uninstall(id: string): void {
    this.installations.end(id);
    this.hooks.tellApp('installation', { action: 'deleted', installation: { id: Number(id) } });
  }

  async stop(): Promise<void> {
    await this.hooks.settled();
    await this.server.stop();
  }

  private mount(): void {
    this.route('GET', '/user', request => this.user(request));
    this.route('GET', '/user/repos', request => paged(request, this.repositories()));
    this.route('GET', '/installation/repositories', request =>
      paged(request, this.repositories(), { name: 'repositories' }),
    );
    this.route('GET', '/search/issues', request => this.search(request));
    this.route('POST', '/graphql', request => this.graphql(request));
    this.server.router.add('POST', '/app/installations/:installation/access_tokens', request =>
      this.installations.token(request),
    );
    this.route('GET', '/user/installations', request => this.installations.list(request));
    this.route('GET', '/user/memberships/orgs/:org', request => this.installations.membership(request));
    this.server.router.add('DELETE', '/installation/token', request => this.installations.revoke(request));
    this.server.router.add('GET', '/apps/:slug/installations/new', request =>
      this.installations.install(request),
    );
    const mount: Mount = (method, path, handler) =>
      this.route(method, path, request => handler(request, this.author(request)));
    mountRepositories(mount, this);
    mountProjects(mount, this.accounts, () => this.projects);
  }

  private author(request: SimulatorRequest): GithubUser {
    const grant = this.accounts.grantOf(request);
    return grant ? userOf(grant.person) : { id: 0, login: 'causeway[bot]' };
  }

  private route(method: string, path: string, handler: SimulatorHandler): void {
    this.server.router.add(method, path, async request => {
      const isKnown = this.accounts.grantOf(request) ?? this.installations.of(request);
      if (!isKnown) return refusal(401, 'Bad credentials');
      const limited = this.rate.take();
      if (limited) return limited;
      const reply = await Promise.resolve()
        .then(() => handler(request))
        .catch((error: unknown) => {
          if (error instanceof Refusal) return error.reply;
          throw error;
        });
      if (reply.status === 304) this.rate.giveBack();
      return { ...reply, headers: { ...reply.headers, ...this.rate.headers() } };
    });
  }

  private user(request: SimulatorRequest): SimulatorReply {
    const grant = this.accounts.grantOf(request);
    if (!grant) return refusal(403, 'Resource not accessible by integration');
    const { name, email } = grant.person;
    return { status: 200, body: { ...userOf(grant.person), name, email } };
  }

  private repositories(): unknown[] {
    return [...this.stores.values()].map(({ repository: { id, fullName, role, hasIssues, archived } }) => ({
      ...{
        id,
        full_name: fullName,
        owner: { id: 1, login: fullName.split('/')[0], type: ownerType(fullName) },
      },
      ...{ has_issues: hasIssues ?? true, archived: archived ?? false, disabled: false },
      permissions: {
        admin: role === 'admin',
        push: role === 'admin' || role === 'push',
        triage: role !== 'pull',
        pull: true,
      },
    }));
  }

  /** Only words of titles; qualifiers are left aside. */
  private search(request: SimulatorRequest): SimulatorReply {
    const words = (request.url.searchParams.get('q') ?? '')
      .toLowerCase()
      .split(/\s+/)
      .filter(word => !word.includes(':'));
    const found = [...this.stores.values()]
      .flatMap(store => [...store.issues.values()])
      .filter(({ title }) => words.every(word => title.toLowerCase().includes(word)));
    return paged(request, found, { name: 'items' });
  }

  /** Only `deleteIssue`, and only for administrators. */
  private graphql(request: SimulatorRequest): SimulatorReply {
    const { variables } = request.json() as { readonly variables?: { readonly id?: string } };
    for (const store of this.stores.values()) {
      const issue = [...store.issues.values()].find(({ node_id: id }) => id === variables?.id);
      if (!issue) continue;
      if (store.repository.role !== 'admin') return failed('FORBIDDEN', 'Viewer not authorized to delete');
      store.remove(issue);
      return { status: 200, body: { data: { deleteIssue: { clientMutationId: null } } } };
    }
    return failed('NOT_FOUND', 'Could not resolve to a node with the global id');
  }
}

/** Ada's are her own; all others belong to organizations. */
const ownerType = (fullName: string): string => (fullName.startsWith('ada/') ? 'User' : 'Organization');

const failed = (type: string, message: string): SimulatorReply => ({
  status: 200,
  body: { data: { deleteIssue: null }, errors: [{ type, path: ['deleteIssue'], message }] },
});
