import { type Clock, SystemClock } from '#kernel';
import {
  AuthorizationServer,
  type SimulatedClient,
  type SimulatedPerson,
  type SimulatorReply,
  type SimulatorRequest,
  SimulatorServer,
} from '#provider-sdk/simulator';
import { complexityOf } from './graphql/complexity.js';
import { execute, type GraphNode, InvalidDocument } from './graphql/execute.js';
import { type Operation, parse } from './graphql/parse.js';
import { Hooks } from './hooks.js';
import { type Desk, mutations, queries } from './operations.js';
import { RateLimit } from './rate-limit.js';
import { Refusal } from './refusal.js';
import { Workspace } from './workspace.js';

export interface LinearSimulatorOptions {
  readonly port?: number;
  readonly clock?: Clock;
  readonly people?: readonly [SimulatedPerson, ...SimulatedPerson[]];
  readonly clients?: readonly SimulatedClient[];
}

const ada: SimulatedPerson = {
  id: 'a0d1c2b3-0000-4000-8000-000000000001',
  email: 'ada@example.com',
  name: 'Ada Example',
};
const grace: SimulatedPerson = {
  id: 'a0d1c2b3-0000-4000-8000-000000000002',
  email: 'grace@example.com',
  name: 'Grace Example',
};
const daySeconds = 86_399;

/** Linear's GraphQL API for issues, its sign-in and its webhooks on 127.0.0.1, in memory. */
export class LinearSimulator {
  readonly rate: RateLimit;
  readonly hooks: Hooks;
  readonly workspace: Workspace;
  readonly accounts: AuthorizationServer;
  /** Names of the operations that were answered. */
  readonly operations: string[] = [];

  private constructor(
    readonly server: SimulatorServer,
    clock: Clock,
    options: LinearSimulatorOptions,
  ) {
    const people = options.people ?? ([ada, grace] as const);
    this.rate = new RateLimit(clock);
    this.workspace = new Workspace(clock, people, event => this.hooks.notify(event));
    this.hooks = new Hooks(clock, this.workspace.organization.id);
    this.accounts = new AuthorizationServer({
      title: 'Sign in to Linear (simulated)',
      clock,
      people,
      ...(options.clients ? { clients: options.clients } : {}),
      paths: { authorize: '/oauth/authorize', token: '/oauth/token', revoke: '/oauth/revoke' },
    });
    // Every refresh replaces the refresh token; the old one, used again, ends the grant.
    this.accounts.behaviour.rotateRefresh = true;
    this.accounts.behaviour.expiresIn = daySeconds;
    this.accounts.mount(server);
    server.router.add('POST', '/graphql', request => this.answer(request));
  }

  static async start(options: LinearSimulatorOptions = {}): Promise<LinearSimulator> {
    const isApi = (path: string): boolean => path === '/graphql';
    const server = await SimulatorServer.start({ isApi, ...(options.port ? { port: options.port } : {}) });
    return new LinearSimulator(server, options.clock ?? new SystemClock(), options);
  }

  get apiUrl(): string {
    return this.server.url;
  }

  async stop(): Promise<void> {
    await this.hooks.settled();
    await this.server.stop();
  }

  private answer(request: SimulatorRequest): SimulatorReply {
    let cost = 0;
    const reply = this.attempt(() => {
      const grant = this.accounts.grantOf(request);
      const missing = 'Authentication required, not authenticated';
      if (!grant) throw new Refusal(missing, 'AUTHENTICATION_ERROR', 'authentication error', 401);
      const { query, variables = {} } = request.json() as { query?: string; variables?: GraphNode };
      const operation = parse(query ?? '');
      cost = complexityOf(operation, variables);
      this.rate.take(cost);
      this.operations.push(operation.name);
      return this.run({ workspace: this.workspace, hooks: this.hooks, grant }, operation, variables);
    });
    return { ...reply, headers: this.rate.headers(cost) };
  }

  private run(desk: Desk, operation: Operation, variables: GraphNode): SimulatorReply {
    const root = operation.kind === 'query' ? queries(desk) : mutations(desk);
    return { status: 200, body: { data: execute(root, operation, variables) } };
  }

  private attempt(work: () => SimulatorReply): SimulatorReply {
    try {
      return work();
    } catch (error) {
      if (error instanceof Refusal) return { status: error.status, body: error.body };
      if (!(error instanceof SyntaxError || error instanceof InvalidDocument)) throw error;
      const refusal = new Refusal(error.message, 'GRAPHQL_VALIDATION_FAILED', 'graphql error', 400);
      return { status: refusal.status, body: refusal.body };
    }
  }
}
