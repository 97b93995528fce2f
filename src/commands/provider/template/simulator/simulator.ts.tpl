import { type Clock, SystemClock } from '#kernel';
//#if oauth2
import {
  AuthorizationServer,
  type SimulatedClient,
  type SimulatedPerson,
  type SimulatorReply,
  type SimulatorRequest,
  SimulatorServer,
} from '#provider-sdk/simulator';
//#end
//#if !oauth2
import {
  type SimulatedPerson,
  type SimulatorReply,
  type SimulatorRequest,
  SimulatorServer,
} from '#provider-sdk/simulator';
//#end
//#if hmac
import { Hooks } from './hooks.js';
//#end
import { createItem, deleteItem, getItem, listItems, updateItem } from './routes.js';
import { ItemStore } from './store.js';

export interface __Pascal__SimulatorOptions {
  readonly port?: number;
  readonly clock?: Clock;
//#if oauth2
  readonly clients?: readonly SimulatedClient[];
//#end
}

const ada: SimulatedPerson = { id: '1', email: 'ada@example.com', name: 'Ada Example' };
const api = '/v1';
//#if api_key
const secret = 'simulated-key';
//#end
//#if basic
const secret = Buffer.from('ada@example.com:simulated-password').toString('base64');
//#end

/** __name__ on 127.0.0.1, in memory: one account with one __container__. */
export class __Pascal__Simulator {
  readonly containerId = 'main';
  readonly store: ItemStore;
//#if hmac
  readonly hooks: Hooks;
//#end
//#if oauth2
  readonly accounts: AuthorizationServer;
//#end

  private constructor(
    readonly server: SimulatorServer,
    clock: Clock,
//#if oauth2
    clients: readonly SimulatedClient[] | undefined,
//#end
  ) {
//#if hmac
    this.hooks = new Hooks(clock);
    this.store = new ItemStore(clock, () => this.hooks.tell(this.containerId));
//#end
//#if !hmac
    this.store = new ItemStore(clock, () => undefined);
//#end
//#if oauth2
    this.accounts = new AuthorizationServer({
      title: 'Sign in to __name__ (simulated)',
      clock,
      people: [ada],
      ...(clients ? { clients } : {}),
      paths: { authorize: '/authorize', token: '/token', revoke: '/revoke' },
    });
    this.accounts.behaviour.rotateRefresh = true;
//#end
  }

  static async start(options: __Pascal__SimulatorOptions = {}): Promise<__Pascal__Simulator> {
    const isApi = (path: string): boolean => path.startsWith(`${api}/`);
    const server = await SimulatorServer.start({ isApi, ...(options.port ? { port: options.port } : {}) });
//#if oauth2
    const simulator = new __Pascal__Simulator(server, options.clock ?? new SystemClock(), options.clients);
//#end
//#if !oauth2
    const simulator = new __Pascal__Simulator(server, options.clock ?? new SystemClock());
//#end
    simulator.mount();
    return simulator;
  }

  get apiUrl(): string {
    return `${this.server.url}${api}`;
  }

  /** Headers of a request in the name of the account. */
  credential(): Readonly<Record<string, string>> {
//#if oauth2
    this.token ??= this.accounts.issueToken(['__containers__:write']);
    return { authorization: `Bearer ${this.token}` };
//#end
//#if api_key
    return { authorization: `Bearer ${secret}` };
//#end
//#if basic
    return { authorization: `Basic ${secret}` };
//#end
  }

  async stop(): Promise<void> {
//#if hmac
    await this.hooks.settled();
//#end
    await this.server.stop();
  }
//#if oauth2

  private token: string | undefined;
//#end

  private mount(): void {
    const { server, store, containerId } = this;
    const { router } = server;
    const items = `${api}/__containers__/${containerId}/items`;
    const containers = [{ id: containerId, name: 'Main', writable: true }];
//#if oauth2
    this.accounts.mount(server);
//#end
    server.guard(request => this.refusal(request));
    router.add('GET', `${api}/me`, () => ({ status: 200, body: ada }));
    router.add('GET', `${api}/__containers__`, () => ({
      status: 200,
      body: { items: containers, next_page: null },
    }));
    router.add('GET', items, request => listItems(store, request));
    router.add('POST', items, request => createItem(store, request));
    router.add('GET', `${items}/:id`, request => getItem(store, request));
    router.add('PATCH', `${items}/:id`, request => updateItem(store, request));
    router.add('DELETE', `${items}/:id`, request => deleteItem(store, request));
//#if hmac
    router.add('GET', `${api}/webhooks`, () => this.hooks.list());
    router.add('POST', `${api}/webhooks`, request => this.hooks.create(request));
    router.add('DELETE', `${api}/webhooks/:id`, request => this.hooks.remove(request));
//#end
  }

  private refusal(request: SimulatorRequest): SimulatorReply | undefined {
    if (!request.url.pathname.startsWith(`${api}/`)) return undefined;
//#if oauth2
    const isKnown = this.accounts.grantOf(request) !== undefined;
//#end
//#if !oauth2
    const isKnown = request.headers['authorization'] === this.credential()['authorization'];
//#end
    return isKnown ? undefined : { status: 401, body: { error: 'unauthorized' } };
  }
}
