import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
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
  type PushResult,
  type RecordChange,
  type RemoteAccount,
  type RemoteContainer,
  type RemoteUpsert,
} from '#provider-sdk';
import { calendarEvent, type Fields } from '#unified-models';

interface Shelf {
  readonly size: number;
  readonly pageSize: number;
}

const methodOf = ({ method }: IncomingMessage): 'GET' | 'PUT' => (method === 'PUT' ? 'PUT' : 'GET');

/**
 * A vendor with long shelves of events (containers `<size>x<page>`), made as they are asked for, so that they cost
 * neither memory nor time. Afterwards `news` are its changes, each told once. It counts what reached it and what was
 * broken off.
 */
export class ShelfVendor {
  pages = 0;
  writes = 0;
  brokenOff = 0;
  /** Requests that have no answer yet. */
  readonly inFlight = { GET: 0, PUT: 0 };
  /** How long answers take. */
  readonly delayMs = { GET: 0, PUT: 0 };
  /** Seconds that everybody is asked to wait; 0: it answers. */
  retryAfter = 0;
  news: number[] = [];

  private constructor(private readonly server: Server) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const method = methodOf(request);
      this.inFlight[method] += 1;
      response.on('close', () => {
        this.inFlight[method] -= 1;
        if (!response.writableFinished) this.brokenOff += 1;
      });
      void this.answer(request, response);
    });
  }

  static async start(): Promise<ShelfVendor> {
    const server = createServer();
    const vendor = new ShelfVendor(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return vendor;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    request.resume();
    if (this.retryAfter > 0) {
      response.writeHead(429, { 'retry-after': String(this.retryAfter) }).end();
      return;
    }
    await sleep(this.delayMs[methodOf(request)], undefined, { ref: false });
    if (request.method === 'PUT') this.writes += 1;
    else this.pages += 1;
    const body = pathname === '/list' ? this.listed(searchParams) : { ids: this.news.splice(0), next: null };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  private listed(query: URLSearchParams): Listed {
    const { size, pageSize } = shelfOf(query.get('shelf') ?? '');
    const from = Number(query.get('from'));
    const to = Math.min(size, from + pageSize);
    const ids = Array.from({ length: to - from }, (_, index) => from + index);
    return { ids, next: to < size ? to : null };
  }
}

const shelfOf = (id: string): Shelf => {
  const [size = 0, pageSize = 1] = id.split('x').map(Number);
  return { size, pageSize };
};

interface Listed {
  readonly ids: readonly number[];
  readonly next: number | null;
}

const eventOf = (number: number): Fields => {
  const at = (hour: string) => {
    const day = new Date(Date.UTC(2027, 0, 1 + (number % 365))).toISOString().slice(0, 10);
    return { kind: 'time', local: `${day}T${hour}:00:00`, zone: 'Europe/Berlin' };
  };
  return {
    ...calendarEvent.defaults,
    title: `Event ${number}`,
    description: `What event ${number} is about. `.repeat(10),
    location: `Room ${number % 50}`,
    start: at('09'),
    end: at('10'),
  };
};

const upsertOf = (id: number, version: string): RemoteUpsert => {
  const fields = eventOf(id);
  return {
    kind: 'upsert',
    remoteId: `e${id}`,
    version,
    fields,
    data: JSON.stringify(fields),
    modifiedAt: null,
  };
};

const renamed = (id: number): Fields => ({ ...eventOf(id), title: `News of event ${id}` });

class ShelfProvider implements IntegrationProvider {
  constructor(readonly manifest: ProviderManifest) {}

  async identify(session: ProviderSession): Promise<RemoteAccount> {
    const id = session.settings['account'] ?? '';
    return { id, name: id, email: null };
  }

  async *containers(session: ProviderSession): AsyncIterable<RemoteContainer> {
    for (const id of (session.settings['shelves'] ?? '').split(',')) yield { id, name: id, writable: true };
  }

  async *pull(
    session: ProviderSession,
    { containerId: shelf, cursor }: PullRequest,
  ): AsyncIterable<PullPage> {
    const get = async (url: string, query: Record<string, string | number>): Promise<Listed> =>
      (await session.http.request({ method: 'GET', url, query })).json();
    if (cursor === '-1') {
      const { ids } = await get('/news', {});
      const changes = ids.map(id => ({
        ...upsertOf(id, `news-${session.now().getTime()}`),
        fields: renamed(id),
      }));
      yield { changes, unchanged: [], listing: false, cursor, last: true };
      return;
    }
    const { size: expected } = shelfOf(shelf);
    let from: number | null = Number(cursor ?? 0);
    while (from !== null) {
      const { ids, next }: Listed = await get('/list', { shelf, from });
      const changes = ids.map(id => upsertOf(id, '1'));
      yield {
        changes,
        unchanged: [],
        listing: true,
        cursor: String(next ?? -1),
        last: next === null,
        expected,
      };
      from = next;
    }
  }

  async push(session: ProviderSession, change: RecordChange): Promise<PushResult> {
    const remoteId = change.remote?.id ?? `n-${change.recordId}`;
    await session.http.request({
      method: 'PUT',
      url: `/events/${remoteId}`,
      body: change,
    });
    if (change.kind === 'delete') return { outcome: 'applied', current: { kind: 'delete', remoteId } };
    const { fields } = change;
    const version = `${change.remote?.version ?? ''}+`;
    const data = JSON.stringify(fields);
    const current = { kind: 'upsert', remoteId, version, fields, data, modifiedAt: null } as const;
    return { outcome: 'applied', current };
  }
}

/** A module with the provider `shelf` of the vendor there. */
export const shelfModule = (url: string): Type => {
  const manifest: ProviderManifest = {
    key: 'shelf',
    name: 'Shelf',
    vendor: 'Shelf',
    category: 'calendar',
    auth: {
      kind: 'api_key',
      credentials: z.strictObject({ account: z.string(), shelves: z.string() }),
      header: ({ account = '' }) => ({ 'x-key': account }),
    },
    scopes: [],
    apiUrl: url,
    hosts: [],
    models: [
      {
        model: 'calendar_event',
        purpose: 'calendar_sync',
        powers: ['pull', 'push', 'delete'],
        containerName: 'shelf',
      },
    ],
    limits: { requestsPerSecond: 10_000, concurrent: 8 },
    guide: 'shelf.md',
  };
  @Provider()
  class KeyedProvider extends ShelfProvider {
    constructor() {
      super(manifest);
    }
  }
  @Module({ providers: [KeyedProvider] })
  class ShelfModule {}
  return ShelfModule;
};
