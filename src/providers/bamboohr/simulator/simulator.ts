import { type Clock, SystemClock } from '#kernel';
import {
  AuthorizationServer,
  type SimulatedClient,
  type SimulatedPerson,
  type SimulatorReply,
  type SimulatorRequest,
  SimulatorServer,
} from '#provider-sdk/simulator';
import { EmployeeStore } from './employee-store.js';
import { Hooks } from './hooks.js';
import {
  changedEmployees,
  type Company,
  createEmployee,
  getEmployee,
  listEmployees,
  updateEmployee,
} from './routes.js';

export interface BamboohrSimulatorOptions {
  readonly port?: number;
  readonly clock?: Clock;
  readonly people?: readonly [SimulatedPerson, ...SimulatedPerson[]];
  readonly clients?: readonly SimulatedClient[];
}

const ada: SimulatedPerson = { id: '1', email: 'ada@example.com', name: 'Ada Example' };

/** One company at BambooHR on 127.0.0.1, in memory: sign-in at `/{company}/…`, API at `/api/v1`. */
export class BamboohrSimulator {
  /** API keys that work, as the user of Basic. */
  readonly apiKeys = new Set<string>();
  readonly company: Company;

  private constructor(
    readonly server: SimulatorServer,
    readonly accounts: AuthorizationServer,
    readonly hooks: Hooks,
    clock: Clock,
  ) {
    this.company = {
      store: new EmployeeStore(clock, change => hooks.tell(change)),
      hidden: new Set(),
      self: null,
      scopesOf: request => this.grantOf(request)?.scopes ?? null,
    };
  }

  static async start(options: BamboohrSimulatorOptions = {}): Promise<BamboohrSimulator> {
    const clock = options.clock ?? new SystemClock();
    const isApi = (path: string): boolean => path.startsWith('/api/');
    const server = await SimulatorServer.start({ isApi, ...(options.port ? { port: options.port } : {}) });
    const accounts = new AuthorizationServer({
      title: 'Sign in to BambooHR (simulated)',
      clock,
      people: options.people ?? [ada],
      ...(options.clients ? { clients: options.clients } : {}),
      paths: {
        authorize: '/:company/authorize.php',
        token: '/:company/token.php',
        revoke: '/:company/revoke.php',
      },
      isOffline: query => (query.get('scope') ?? '').split(' ').includes('offline_access'),
    });
    accounts.behaviour.rotateRefresh = true;
    accounts.mount(server);
    const simulator = new BamboohrSimulator(server, accounts, new Hooks(clock), clock);
    simulator.mount();
    return simulator;
  }

  get apiUrl(): string {
    return `${this.server.url}/api/v1`;
  }

  get store(): EmployeeStore {
    return this.company.store;
  }

  async stop(): Promise<void> {
    await this.hooks.settled();
    await this.server.stop();
  }

  private mount(): void {
    const { router } = this.server;
    const { company, hooks } = this;
    this.server.guard(request => this.refusal(request));
    router.add('GET', '/api/v1/employees', request => listEmployees(company, request));
    router.add('POST', '/api/v1/employees', request => createEmployee(company, request));
    router.add('GET', '/api/v1/employees/changed', request => changedEmployees(company, request));
    router.add('GET', '/api/v1/employees/:id', request => getEmployee(company, request));
    router.add('POST', '/api/v1/employees/:id', request => updateEmployee(company, request));
    router.add('GET', '/api/v1/webhooks', () => hooks.list());
    router.add('POST', '/api/v1/webhooks', request => hooks.create(request));
    router.add('DELETE', '/api/v1/webhooks/:id', request => hooks.remove(request));
  }

  private refusal(request: SimulatorRequest): SimulatorReply | undefined {
    if (!request.url.pathname.startsWith('/api/')) return undefined;
    if (!(request.headers['accept'] ?? '').includes('application/json'))
      return {
        status: 200,
        headers: { 'content-type': 'text/xml' },
        body: '<?xml version="1.0"?><employee/>',
      };
    return this.grantOf(request) || this.hasKey(request) ? undefined : { status: 401, body: '' };
  }

  private grantOf({ headers }: SimulatorRequest) {
    const token = /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1];
    return token === undefined ? undefined : this.accounts.grants.grantOfAccess(token);
  }

  private hasKey({ headers }: SimulatorRequest): boolean {
    const basic = /^Basic (.+)$/.exec(headers['authorization'] ?? '')?.[1] ?? '';
    return this.apiKeys.has(Buffer.from(basic, 'base64').toString('utf8').split(':')[0] ?? '');
  }
}
