import { type ConnectionOptions, Connections } from './connections.js';
import { deadlineFailure, stopping, toFailure } from './failures.js';
import { type CourierAnswer, Flight } from './flight.js';
import { AddressGuard, type AddressGuardOptions } from './guard/address-guard.js';

export interface CourierOptions extends AddressGuardOptions, ConnectionOptions {
  readonly userAgent: string;
  /** Name resolution, TCP and TLS. */
  readonly connectMs: number;
  /** Everything, to the last byte of the answer. */
  readonly totalMs: number;
  /** An answer that is longer is a failure. */
  readonly mostBytes: number;
  /** How many bytes of an answer are kept, by its status. */
  readonly keptBytes: (status: number) => number;
}

/** A URL that was looked at once, so that a post there has nothing left to parse. */
export interface Destination {
  readonly origin: string;
  readonly host: string;
  readonly path: string;
}

export interface Letter {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Gives up; the post then fails with its reason. */
  readonly signal: AbortSignal;
}

/**
 * Posts a great many small bodies to URLs that organizations chose. It keeps every rule of `OutboundClient` for such
 * targets (the URL is checked, the address at each connection, redirects are answers, one deadline, a bounded body)
 * and has nothing else: pacing, repetition and circuit breaking are the caller's. An answer of any status is returned.
 */
export class Courier {
  private readonly guard: AddressGuard;
  private readonly connections: Connections;
  private readonly companies = new WeakMap<AbortSignal, Set<Flight>>();
  private readonly flying = new Set<Flight>();
  private closed: Promise<void> | undefined;

  constructor(private readonly options: CourierOptions) {
    this.guard = new AddressGuard(options);
    this.connections = new Connections(this.guard, options);
  }

  /** Throws HubError target_refused. */
  destination(text: string): Destination {
    const url = new URL(text);
    this.guard.checkUrl(url);
    return { origin: url.origin, host: url.hostname, path: url.pathname + url.search };
  }

  post(to: Destination, letter: Letter): Promise<CourierAnswer> {
    const { signal } = letter;
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    if (this.closed) return Promise.reject(stopping(to.host));
    return new Promise((resolve, reject) => {
      const company = this.company(signal);
      const { totalMs } = this.options;
      const timer = setTimeout(() => flight.cut(deadlineFailure(to.host, totalMs)), totalMs);
      const flight = new Flight(this.options, (error, answer) => {
        clearTimeout(timer);
        company.delete(flight);
        this.flying.delete(flight);
        if (answer) resolve(answer);
        else reject(toFailure(error, to.host));
      });
      company.add(flight);
      this.flying.add(flight);
      this.dispatch(to, letter, flight);
    });
  }

  /** Cuts what is on the wire; after it nothing can be sent. */
  close(): Promise<void> {
    this.closed ??= this.connections.close();
    for (const flight of this.flying) flight.cut(stopping('the endpoint'));
    return this.closed;
  }

  private dispatch(to: Destination, { headers, body }: Letter, flight: Flight): void {
    const { userAgent, connectMs } = this.options;
    this.connections.withTimeout(connectMs).dispatch(
      {
        origin: to.origin,
        path: to.path,
        method: 'POST',
        // Answers are kept as they come, so one that is packed would be of no use to a reader.
        headers: { 'user-agent': userAgent, 'accept-encoding': 'identity', ...headers },
        body,
        // The one deadline covers both.
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      flight,
    );
  }

  /** Flights of one signal: it is listened to once for all of them. */
  private company(signal: AbortSignal): Set<Flight> {
    const existing = this.companies.get(signal);
    if (existing) return existing;
    const company = new Set<Flight>();
    this.companies.set(signal, company);
    const cut = (): void => {
      for (const flight of company) flight.cut(signal.reason as Error);
    };
    signal.addEventListener('abort', cut, { once: true });
    return company;
  }
}
