import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from './fault.js';
import { jsonObject, type SimulatorGuard, type SimulatorReply, type SimulatorRequest } from './exchange.js';
import { SimulatorRouter } from './router.js';

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly status: number;
}

export interface SimulatorServerOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Which paths are the vendor's API: only these are counted, logged, delayed and made to fail. */
  readonly isApi?: (path: string) => boolean;
}

const bodyLimit = 16 * 1024 * 1024;
const longestLog = 20_000;

/**
 * The ground every simulator stands on: a JSON server on 127.0.0.1 with a queue of faults, a log of requests and
 * an adjustable latency. It holds no vendor's knowledge.
 */
export class SimulatorServer {
  readonly router = new SimulatorRouter();
  readonly log: LoggedRequest[] = [];
  latencyMs = 0;
  /** Runs after a request was handled and before its answer leaves. */
  beforeAnswer: (request: SimulatorRequest) => Promise<void> = () => Promise.resolve();
  private readonly faults: Fault[] = [];
  private readonly guards: SimulatorGuard[] = [];
  private readonly server: Server;
  private count = 0;

  private constructor(private readonly options: SimulatorServerOptions) {
    this.server = createServer((request, response) => {
      this.exchange(request, response).catch((error: unknown) => fail(response, error));
    });
  }

  static async start(options: SimulatorServerOptions = {}): Promise<SimulatorServer> {
    const simulator = new SimulatorServer(options);
    await new Promise<void>((resolve, reject) => {
      simulator.server.once('error', reject);
      simulator.server.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    return simulator;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** API requests that arrived, also those answered by a fault. */
  get requests(): number {
    return this.count;
  }

  guard(guard: SimulatorGuard): void {
    this.guards.push(guard);
  }

  failNext(fault: Fault): void {
    this.faults.push(fault);
  }

  /** Faults that no request has met yet. */
  get faultsAhead(): number {
    return this.faults.length;
  }

  forgetFaults(): void {
    this.faults.splice(0);
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>(resolve => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private async exchange(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(incoming, this.url);
    const isApi = this.options.isApi?.(request.url.pathname) ?? true;
    if (isApi) this.count += 1;
    if (isApi && this.latencyMs > 0) await wait(this.latencyMs);
    const reply = (isApi ? this.faults.shift() : undefined) ?? (await this.answer(request));
    if (isApi) this.note(logged(request, reply.status));
    await this.beforeAnswer(request);
    send(response, reply);
  }

  /** The log of a simulator that runs for weeks ends somewhere. */
  private note(entry: LoggedRequest): void {
    this.log.push(entry);
    if (this.log.length > longestLog) this.log.splice(0, longestLog / 2);
  }

  private async answer(request: SimulatorRequest): Promise<SimulatorReply> {
    for (const guard of this.guards) {
      const refusal = guard(request);
      if (refusal) return refusal;
    }
    const match = this.router.match(request.method, request.url.pathname);
    if (!match) return { status: 404, body: { error: { code: 404, message: 'Not Found' } } };
    return match.handler({ ...request, params: match.params });
  }
}

const read = async (incoming: IncomingMessage, base: string): Promise<SimulatorRequest> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) throw new Error('The request is larger than a simulator takes');
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const text = bytes.toString('utf8');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) headers[name] = String(value);
  return {
    method: incoming.method ?? 'GET',
    url: new URL(incoming.url ?? '/', base),
    params: {},
    headers,
    text,
    bytes,
    json: () => jsonObject(text),
    form: () => new URLSearchParams(text),
  };
};

const send = (response: ServerResponse, reply: SimulatorReply): void => {
  const { status, headers, body } = reply;
  const isPlain = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  const type = isPlain ? {} : { 'content-type': 'application/json; charset=UTF-8' };
  response.writeHead(status, { ...type, ...headers });
  response.end(isPlain ? (body ?? '') : JSON.stringify(body));
};

const fail = (response: ServerResponse, error: unknown): void => {
  if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
  response.end(error instanceof Error ? error.message : 'The simulator failed');
};

const logged = (request: SimulatorRequest, status: number): LoggedRequest => ({
  method: request.method,
  path: request.url.pathname,
  query: Object.fromEntries(request.url.searchParams),
  status,
});
