import type { Exchange, OutboundPolicy, OutboundRequest } from '../outbound.js';
import { OutboundClient, type OutboundClientOptions } from '../outbound-client.js';
import { type Timing, systemTiming } from '../timing.js';
import { LoopbackServer } from './loopback-server.js';
import type { RequestListener } from 'node:http';

/** A client with a server to talk to: waits are recorded instead of slept, chance is settled, exchanges are kept. */
export class ClientBench {
  readonly exchanges: Exchange[] = [];
  readonly waits: number[] = [];
  readonly servers: LoopbackServer[] = [];
  readonly clients: OutboundClient[] = [];

  /** Sleeps at once; `random` is one half, so that a backoff is half of its ceiling. */
  readonly hurried: Timing = {
    ...systemTiming(),
    random: () => 0.5,
    sleep: milliseconds => {
      this.waits.push(milliseconds);
      return Promise.resolve();
    },
  };

  async server(answers: RequestListener): Promise<LoopbackServer> {
    const server = await LoopbackServer.start(answers);
    this.servers.push(server);
    return server;
  }

  client(options: OutboundClientOptions = {}): OutboundClient {
    const client = new OutboundClient({
      allowPrivate: ['127.0.0.1/32'],
      onExchange: exchange => this.exchanges.push(exchange),
      timing: this.hurried,
      ...options,
    });
    this.clients.push(client);
    return client;
  }

  async end(): Promise<void> {
    await Promise.all(this.servers.splice(0).map(server => server.stop()));
    for (const client of this.clients.splice(0)) await client.close(0);
    this.exchanges.length = 0;
    this.waits.length = 0;
  }
}

export const policy = (changes: Partial<OutboundPolicy> = {}): OutboundPolicy => ({
  allowedHosts: ['127.0.0.1'],
  limitKey: 'spec:connection',
  breakerKey: 'spec:host',
  requestsPerSecond: 1000,
  concurrent: 100,
  ...changes,
});

export const get = (
  url: string,
  changes: Partial<OutboundPolicy> = {},
  rest: Partial<OutboundRequest> = {},
): OutboundRequest => ({ method: 'GET', url, ...rest, policy: policy(changes) });

/** What the work failed with. */
export const failure = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => {
      throw new Error('it succeeded');
    },
    (error: unknown) => error,
  );
