import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Module, type Type } from '@nestjs/common';
import { z } from 'zod';
import {
  type IntegrationProvider,
  Provider,
  type ProviderManifest,
  type ProviderSession,
  type PullPage,
  type PullRequest,
  type RateLimits,
  type RemoteAccount,
  type RemoteContainer,
} from '#provider-sdk';

export interface ListRequest {
  readonly account: string;
  readonly at: number;
  readonly status: number;
}

type Answer = (response: ServerResponse, account: string) => number;

/** A vendor that counts what reaches its lists, by account, and answers as it is told; the key is the account. */
export class LimitedVendor {
  readonly seen: ListRequest[] = [];
  answer: Answer = response => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    return 200;
  };

  private constructor(private readonly server: Server) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) =>
      this.take(request, response),
    );
  }

  static async start(): Promise<LimitedVendor> {
    const server = createServer();
    const vendor = new LimitedVendor(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return vendor;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  lists(account?: string): ListRequest[] {
    return account === undefined ? this.seen : this.seen.filter(request => request.account === account);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    const account = request.headers['x-key'] as string;
    if (request.url === '/me') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    const at = performance.now();
    this.seen.push({ account, at, status: this.answer(response, account) });
  }
}

/** The vendor's provider: an account is its key, and a pull is one request that finds nothing. */
class LimitedProvider implements IntegrationProvider {
  constructor(readonly manifest: ProviderManifest) {}

  async identify(session: ProviderSession): Promise<RemoteAccount> {
    await session.http.request({ method: 'GET', url: '/me' });
    const id = session.settings['account'] ?? '';
    return { id, name: id, email: null };
  }

  /** Without a request: what reaches the vendor is what the runs send. */
  async *containers(): AsyncIterable<RemoteContainer> {
    for (let i = 0; i < 100; i += 1) yield { id: `c${i}`, name: `c${i}`, writable: false };
  }

  async *pull(session: ProviderSession, _request: PullRequest): AsyncIterable<PullPage> {
    await session.http.request({ method: 'GET', url: '/list' });
    yield { changes: [], unchanged: [], listing: true, cursor: 'c', last: true };
  }
}

/** A module with the vendor's provider under a key of its own. */
export const limitedModule = (key: string, url: string, limits: RateLimits): Type => {
  const manifest: ProviderManifest = {
    key,
    name: `Limited (${key})`,
    vendor: 'Limited',
    category: 'calendar',
    auth: {
      kind: 'api_key',
      credentials: z.strictObject({ account: z.string() }),
      header: ({ account = '' }) => ({ 'x-key': account }),
    },
    scopes: [],
    apiUrl: url,
    hosts: [],
    models: [
      { model: 'calendar_event', purpose: 'calendar_sync', powers: ['pull'], containerName: 'calendar' },
    ],
    limits,
    guide: 'limited.md',
  };
  @Provider()
  class KeyedProvider extends LimitedProvider {
    constructor() {
      super(manifest);
    }
  }
  @Module({ providers: [KeyedProvider] })
  class LimitedModule {}
  return LimitedModule;
};
