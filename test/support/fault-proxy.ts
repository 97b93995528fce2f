import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a request asks for, as far as a fault may want to tell. */
export type RequestKind = 'propfind' | 'sync-collection' | 'multiget' | 'get' | 'put' | 'delete' | 'other';

/** `before`: the server never hears of the request. `after`: it obeys, and its answer is what the fault befalls. */
export type FaultStep = 'before' | 'after';

export type Trouble =
  | {
      readonly does: 'answer';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  | { readonly does: 'truncate' }
  | { readonly does: 'drop'; readonly step: FaultStep }
  | { readonly does: 'delay'; readonly ms: number }
  /** Never answered. `met` of the fault tells when the request has come that far. */
  | { readonly does: 'hang'; readonly step: FaultStep };

export interface Fault {
  readonly on: RequestKind | 'any';
  readonly trouble: Trouble;
  /** The first request of the kind that it befalls, from 1, counted since the fault was set. */
  readonly from?: number;
  /** How many it befalls; all that follow when absent. */
  readonly times?: number;
}

/** A fault that is set: `met` resolves when it first befalls a request. */
export interface SetFault {
  readonly met: Promise<void>;
  clear(): void;
}

interface ActiveFault {
  readonly fault: Fault;
  readonly meet: () => void;
  seen: number;
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly body: Buffer;
}

/** Stands between the hub and a calendar server: counts what passes, and does to it what networks do. */
export class FaultProxy {
  readonly counts: Record<RequestKind, number> = {
    propfind: 0,
    'sync-collection': 0,
    multiget: 0,
    get: 0,
    put: 0,
    delete: 0,
    other: 0,
  };
  private readonly faults = new Set<ActiveFault>();

  constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
      // A client that is killed breaks off in the middle of its request.
      this.serve(incoming, outgoing).catch(() => outgoing.destroy());
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get total(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  set(fault: Fault): SetFault {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const active = { fault, meet: () => resolve(undefined), seen: 0 };
    this.faults.add(active);
    return { met: promise, clear: () => this.faults.delete(active) };
  }

  clear(): void {
    this.faults.clear();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const exchange = { incoming, outgoing, body: Buffer.concat(chunks) };
    const kind = kindOf(incoming.method ?? '', exchange.body.toString('latin1'));
    this.counts[kind] += 1;
    const found = this.due(kind);
    if (found === null) return this.forward(exchange);
    await this.trouble(exchange, found.fault.trouble, found.meet);
  }

  private due(kind: RequestKind): ActiveFault | null {
    for (const active of this.faults) {
      const { on, from = 1, times = Infinity } = active.fault;
      if (on !== 'any' && on !== kind) continue;
      active.seen += 1;
      if (active.seen >= from && active.seen < from + times) return active;
    }
    return null;
  }

  private async trouble(exchange: Exchange, trouble: Trouble, meet: () => void): Promise<void> {
    const { outgoing } = exchange;
    if ('step' in trouble && trouble.step === 'after') await this.pass(exchange);
    if (trouble.does === 'delay') await sleep(trouble.ms);
    meet();
    if (trouble.does === 'drop') outgoing.socket?.destroy();
    if (trouble.does === 'delay') await this.forward(exchange);
    if (trouble.does === 'truncate') await this.truncate(exchange);
    if (trouble.does === 'answer') {
      outgoing
        .writeHead(trouble.status, { 'content-type': 'text/plain', ...trouble.headers })
        .end(trouble.body ?? '');
    }
  }

  private async forward(exchange: Exchange): Promise<void> {
    const { status, headers, body } = await this.pass(exchange);
    exchange.outgoing.writeHead(status, headers).end(body);
  }

  /** A whole HTTP answer around half a document, as a gateway makes that lost its backend. */
  private async truncate(exchange: Exchange): Promise<void> {
    const { status, headers, body } = await this.pass(exchange);
    const half = body.subarray(0, Math.floor(body.length / 2));
    exchange.outgoing.writeHead(status, { ...headers, 'content-length': half.length }).end(half);
  }

  private async pass({ incoming, body }: Exchange) {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const { method } = incoming;
    // Uncompressed, so that half a body is half a document.
    const headers = { ...incoming.headers, 'accept-encoding': 'identity' };
    const passed = request(
      new URL(incoming.url ?? '/', this.target),
      { method, headers, agent: false },
      resolve,
    );
    passed.on('error', reject).end(body);
    const answer = await promise;
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    const whole = Buffer.concat(chunks);
    const { 'transfer-encoding': _, connection: __, ...kept } = answer.headers;
    return {
      status: answer.statusCode ?? 502,
      headers: { ...kept, 'content-length': whole.length },
      body: whole,
    };
  }
}

const kindOf = (method: string, body: string): RequestKind => {
  if (method === 'REPORT') {
    if (body.includes('sync-collection')) return 'sync-collection';
    return body.includes('calendar-multiget') ? 'multiget' : 'other';
  }
  const kinds: Readonly<Record<string, RequestKind>> = {
    PROPFIND: 'propfind',
    GET: 'get',
    PUT: 'put',
    DELETE: 'delete',
  };
  return kinds[method] ?? 'other';
};

export const startFaultProxy = async (target: string): Promise<FaultProxy> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new FaultProxy(server, new URL(target));
};
