import {
  AuthorizationServer,
  type Grant,
  type SimulatedClient,
  type SimulatedPerson,
  type SimulatorReply,
  type SimulatorRequest,
  SimulatorServer,
  jsonObject,
} from '#provider-sdk/simulator';
import { type Clock, SystemClock } from '#kernel';
import { complaintAbout } from './arguments.js';
import { Contents } from './contents.js';
import { Drive } from './drive.js';
import { Listings } from './listings.js';
import { Notifications } from './notifications.js';
import { badCall, Refusal } from './refusal.js';
import { type Call, routesOf } from './routes.js';

export interface DropboxSimulatorOptions {
  readonly port?: number;
  readonly clock?: Clock;
  readonly people?: readonly [SimulatedPerson, ...SimulatedPerson[]];
  readonly clients?: readonly SimulatedClient[];
  /** Signs notifications. */
  readonly appSecret?: string;
}

const ada: SimulatedPerson = { id: 'dbid:AAH4f99T0taONIb', email: 'ada@example.com', name: 'Ada Lovelace' };

/** Dropbox on 127.0.0.1, in memory: accounts with their trees, both API hosts under one address, OAuth, notifications. */
export class DropboxSimulator {
  readonly listings = new Listings();
  readonly contents = new Contents();
  private readonly drives = new Map<string, Drive>();

  private constructor(
    readonly server: SimulatorServer,
    readonly accounts: AuthorizationServer,
    readonly notifications: Notifications,
    private readonly clock: Clock,
  ) {}

  static async start(options: DropboxSimulatorOptions = {}): Promise<DropboxSimulator> {
    const clock = options.clock ?? new SystemClock();
    const isApi = (path: string): boolean => path.startsWith('/2/');
    const server = await SimulatorServer.start({ isApi, ...(options.port ? { port: options.port } : {}) });
    const accounts = new AuthorizationServer({
      title: 'Sign in with Dropbox (simulated)',
      clock,
      people: options.people ?? [ada],
      ...(options.clients ? { clients: options.clients } : {}),
      // Dropbox has no RFC 7009 address; tokens end by a call of the API.
      paths: { authorize: '/oauth2/authorize', token: '/oauth2/token', revoke: '/oauth2/none' },
      isOffline: query => query.get('token_access_type') === 'offline',
      extras: ({ person }) => ({ account_id: person.id, uid: '12345' }),
    });
    accounts.behaviour.expiresIn = 14_400;
    accounts.mount(server);
    const notifications = new Notifications(options.appSecret ?? 'app-secret');
    const simulator = new DropboxSimulator(server, accounts, notifications, clock);
    simulator.mount();
    return simulator;
  }

  get apiUrl(): string {
    return `${this.server.url}/2`;
  }

  drive(accountId = ada.id): Drive {
    const existing = this.drives.get(accountId);
    if (existing) return existing;
    const drive = new Drive(this.clock, () => this.notifications.changed(accountId));
    this.drives.set(accountId, drive);
    return drive;
  }

  async stop(): Promise<void> {
    await this.notifications.settled();
    await this.server.stop();
  }

  private mount(): void {
    for (const [route, { scope, answer, isContent }] of Object.entries(routesOf(this))) {
      this.server.router.add('POST', `/2/${route}`, request => {
        const grant = this.accounts.grantOf(request);
        if (!grant) return new Refusal('expired_access_token', {}, 401).reply;
        if (scope !== null && !grant.scopes.includes(scope)) {
          return new Refusal('missing_scope', { required_scope: scope }, 401).reply;
        }
        const text = isContent ? (request.headers['dropbox-api-arg'] ?? '') : request.text;
        return this.answered(route, { text, grant, request, answer });
      });
    }
  }

  private answered(
    route: string,
    asked: { text: string; grant: Grant; request: SimulatorRequest; answer: (call: Call) => unknown },
  ): SimulatorReply {
    const { text, grant, request, answer } = asked;
    const given = jsonObject(text);
    const complaint =
      text === 'null' || text === '' || text.startsWith('{') ? complaintAbout(route, given) : 'not an object';
    if (complaint !== undefined) return badCall(route, complaint);
    // Anything else than ASCII in a header would have been mangled on its way.
    if (/[^\x20-\x7e]/.test(request.headers['dropbox-api-arg'] ?? '')) return badCall(route, 'not ASCII');
    try {
      const body = answer({ drive: this.drive(grant.person.id), given, grant, request });
      return isReply(body) ? body : { status: 200, body };
    } catch (error) {
      if (error instanceof Refusal) return error.reply;
      throw error;
    }
  }
}

const isReply = (body: unknown): body is SimulatorReply =>
  typeof body === 'object' && body !== null && 'status' in body && typeof body.status === 'number';
