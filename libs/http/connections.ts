import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { Agent, type Dispatcher, Pool, buildConnector } from 'undici';
import type { AddressGuard } from './guard/address-guard.js';

export interface ConnectionOptions {
  /** PEM of further certificate authorities, for self-hosted targets. */
  readonly ca?: string;
}

/**
 * Open connections, one pool per origin, each dialled through the guard. Pools are shared by all callers and leave
 * with their last connection, so their number is bound by the connections in use.
 */
export class Connections {
  /** The connect timeout belongs to undici's connector, so callers with different ones use different agents. */
  private readonly agents = new Map<number, Agent>();

  constructor(
    private readonly guard: AddressGuard,
    private readonly options: ConnectionOptions = {},
  ) {}

  withTimeout(connectMs: number): Dispatcher {
    const existing = this.agents.get(connectMs);
    if (existing !== undefined) return existing;
    const agent = new Agent({
      factory: (origin, options) =>
        new Pool(origin, Object.assign(options, { connect: this.connector(origin, connectMs) })),
      // The total deadline covers the body; the header timeout is given per request.
      bodyTimeout: 0,
      // HTTP/1.1 only: one connection per request keeps a reset or a slow answer to the request that met it.
      allowH2: false,
    });
    this.agents.set(connectMs, agent);
    return agent;
  }

  /** Resolves when the last request has ended; after it nothing can be sent. */
  async close(): Promise<void> {
    await Promise.all([...this.agents.values()].map(agent => agent.close()));
  }

  private connector(origin: string | URL, connectMs: number): buildConnector.connector {
    const url = new URL(origin);
    const dial = buildConnector({
      timeout: connectMs,
      allowH2: false,
      autoSelectFamily: true,
      lookup: guardedLookup(this.guard, url),
      ...(this.options.ca === undefined ? {} : { ca: this.options.ca }),
    });
    return (target, callback) => {
      // Node dials a literal address without any lookup: check it here, by the same rule.
      if (isIP(target.hostname) === 0) {
        dial(target, callback);
        return;
      }
      this.guard.resolve(url).then(
        () => dial(target, callback),
        (error: unknown) => callback(error as Error, null),
      );
    };
  }
}

/** What node:net calls to learn where to connect: it gets checked addresses and looks nowhere else. */
const guardedLookup =
  (guard: AddressGuard, url: URL): LookupFunction =>
  (_hostname, options, callback) => {
    guard.resolve(url).then(
      addresses => {
        const [first] = addresses;
        if (options.all === true) callback(null, [...addresses]);
        else if (first !== undefined) callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error as NodeJS.ErrnoException, ''),
    );
  };
