import { type Clock, SystemClock } from '#kernel';
import { type SimulatorReply, type SimulatorRequest, SimulatorServer } from '#provider-sdk/simulator';
import { Call } from './call.js';
import { Deliveries } from './deliveries.js';
import { type Installation, Installations } from './installations.js';
import {
  addReaction,
  deleteMessage,
  history,
  postMessage,
  replies,
  updateMessage,
} from './message-methods.js';
import { SlackOAuth, type SimulatedApp } from './oauth.js';
import { RateLimits } from './rate-limits.js';
import { accept, Refusal } from './refusal.js';
import {
  authTest,
  createConversation,
  inviteToConversation,
  listConversations,
  listUsers,
  setTopic,
  userInfo,
} from './workspace-methods.js';
import { SimulatedWorkspace, type WorkspaceFacts } from './workspace.js';

export interface SlackSimulatorOptions {
  readonly port?: number;
  readonly clock?: Clock;
  readonly app?: Partial<SimulatedApp>;
  readonly workspaces?: readonly WorkspaceFacts[];
}

const defaultApp: SimulatedApp = {
  clientId: '1111.2222',
  clientSecret: 'simulated-secret',
  appId: 'A0CAUSEWAY',
  signingSecret: 'simulated-signing-secret',
  redirectUris: [],
};

const methods: Readonly<Record<string, (call: Call) => SimulatorReply>> = {
  'auth.test': authTest,
  'conversations.list': listConversations,
  'conversations.history': history,
  'conversations.replies': replies,
  'conversations.create': createConversation,
  'conversations.invite': inviteToConversation,
  'conversations.setTopic': setTopic,
  'chat.postMessage': postMessage,
  'chat.update': updateMessage,
  'chat.delete': deleteMessage,
  'reactions.add': addReaction,
  'users.list': listUsers,
  'users.info': userInfo,
};

/** Slack on 127.0.0.1, in memory: one app, installed in any number of workspaces. */
export class SlackSimulator {
  readonly workspaces = new Map<string, SimulatedWorkspace>();
  readonly installations: Installations;
  readonly deliveries: Deliveries;
  readonly limits: RateLimits;
  /** The method whose next answer gets lost although Slack did what was asked. */
  losesAnswerOf: string | null = null;
  private epoch = 1;

  private constructor(
    readonly server: SimulatorServer,
    readonly app: SimulatedApp,
    private readonly clock: Clock,
  ) {
    this.installations = new Installations(clock);
    this.deliveries = new Deliveries(app, clock);
    this.limits = new RateLimits(clock);
  }

  static async start(options: SlackSimulatorOptions = {}): Promise<SlackSimulator> {
    const isApi = (path: string): boolean => path.startsWith('/api/') && !path.endsWith('/oauth.v2.access');
    const server = await SimulatorServer.start({ isApi, ...(options.port ? { port: options.port } : {}) });
    const app = { ...defaultApp, ...options.app };
    const simulator = new SlackSimulator(server, app, options.clock ?? new SystemClock());
    for (const facts of options.workspaces ?? [{ id: 'T0ACME', name: 'Acme' }]) simulator.addWorkspace(facts);
    new SlackOAuth(simulator.installations, simulator.workspaces, [app]).mount(server);
    for (const name of Object.keys(methods))
      server.router.add('POST', `/api/${name}`, request => simulator.call(name, request));
    server.router.add('POST', '/api/auth.revoke', request => simulator.revoke(request));
    return simulator;
  }

  get apiUrl(): string {
    return `${this.server.url}/api`;
  }

  /** With a public channel and two people. */
  addWorkspace(facts: WorkspaceFacts): SimulatedWorkspace {
    const workspace = new SimulatedWorkspace(facts, this.clock, (place, event) =>
      this.announce(place, event),
    );
    this.workspaces.set(facts.id, workspace);
    for (const name of ['ada', 'grace']) {
      const profile = { real_name: name, email: `${name}@example.com`, first_name: name };
      workspace.addMember({ id: `U${name.toUpperCase()}`, name, tz: 'Europe/Berlin', profile });
    }
    workspace.addChannel({ id: `C${facts.id}`, name: 'general', kind: 'public_channel' }, ['UADA', 'UGRACE']);
    return workspace;
  }

  workspace(id: string): SimulatedWorkspace {
    const workspace = this.workspaces.get(id);
    if (!workspace) throw new Error(`There is no workspace ${id}`);
    return workspace;
  }

  /** Installs the app without the dance and invites it to every conversation; answers a bot token. */
  install(teamId: string, scopes: readonly string[], more: Partial<Installation> = {}): string {
    const wish = {
      clientId: this.app.clientId,
      teamId,
      enterprise: false,
      installer: 'UADA',
      userScopes: [],
    };
    const installation = this.installations.install({ ...wish, ...more, scopes });
    for (const channel of this.workspace(teamId).channels) channel.members.add(installation.botUserId);
    return this.installations.issue(installation, 'bot').access_token;
  }

  /** A person removes the app: its tokens end and it is told. */
  uninstall(teamId: string): void {
    const workspace = this.workspace(teamId);
    for (const installation of this.installations.all.filter(found => found.teamId === teamId)) {
      this.announce(workspace, { type: 'app_uninstalled' });
      this.installations.uninstall(installation);
    }
  }

  expireCursors(): void {
    this.epoch += 1;
  }

  async stop(): Promise<void> {
    await this.deliveries.settled();
    await this.server.stop();
  }

  private announce(workspace: SimulatedWorkspace, event: object): void {
    const told = this.installations.all.find(({ teamId }) => teamId === workspace.facts.id);
    if (told) this.deliveries.event(workspace, told, event);
  }

  private call(name: string, request: SimulatorRequest): SimulatorReply {
    const token = this.installations.look(tokenOf(request));
    if (typeof token === 'string') return new Refusal(token).reply;
    const workspace = this.workspace(token.installation.teamId);
    const limited = this.limits.refuse(name, workspace.facts.id);
    if (limited) return limited;
    try {
      const call = new Call(workspace, token, request.form(), this.epoch);
      return this.delivered(name, methods[name]?.(call) ?? new Refusal('unknown_method').reply);
    } catch (error) {
      if (error instanceof Refusal) return error.reply;
      throw error;
    }
  }

  private delivered(name: string, reply: SimulatorReply): SimulatorReply {
    if (this.losesAnswerOf !== name) return reply;
    this.losesAnswerOf = null;
    return { status: 503, headers: { 'content-type': 'text/html' }, body: '<h1>Unavailable</h1>' };
  }

  private revoke(request: SimulatorRequest): SimulatorReply {
    const token = tokenOf(request) ?? request.form().get('token') ?? '';
    if (!this.installations.revoke(token)) return new Refusal('invalid_auth').reply;
    return accept({ revoked: true });
  }
}

const tokenOf = ({ headers }: SimulatorRequest): string | undefined =>
  /^Bearer (\S+)$/i.exec(headers['authorization'] ?? '')?.[1];
