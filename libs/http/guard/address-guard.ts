import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { HubError } from '#kernel';
import { type AddressClass, classify, parseCidrs } from './address-class.js';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

export interface AddressGuardOptions {
  /** CIDRs from the operator's `CAUSEWAY_ALLOW_PRIVATE_TARGETS`; exactly these become reachable. */
  readonly allowPrivate?: readonly string[];
  /** Literal origins such as `http://127.0.0.1:23100` that become reachable, each with its port and no other. */
  readonly allowOrigins?: readonly string[];
  /** Unencrypted http also to public addresses. Off: credentials would cross the internet in the clear. */
  readonly allowPublicHttp?: boolean;
  readonly resolve?: Resolve;
}

/**
 * Ports below 1024 are services that were never meant to be called by a hub (mail, files, shells); above, these speak
 * protocols that a forged HTTP request can steer. https://fetch.spec.whatwg.org/#port-blocking
 */
const blockedHighPorts = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
  10080,
]);

/**
 * Decides which machines the hub may call (server-side request forgery). Two moments: `checkUrl` before anything
 * happens, and `resolve` when a connection is opened. Every address of the name must pass, and the connection goes to
 * the addresses that passed, never to a second answer of the name server.
 */
export class AddressGuard {
  private readonly allowed: ReturnType<typeof parseCidrs>;
  private readonly origins: ReadonlySet<string>;
  private readonly allowPublicHttp: boolean;
  private readonly lookup: Resolve;

  constructor(options: AddressGuardOptions = {}) {
    this.allowed = parseCidrs(options.allowPrivate ?? []);
    this.origins = new Set(options.allowOrigins);
    this.allowPublicHttp = options.allowPublicHttp ?? false;
    this.lookup = options.resolve ?? (hostname => lookup(hostname, { all: true, order: 'verbatim' }));
  }

  /** What the URL alone tells. Also right for a URL that a person is about to save. */
  checkUrl(url: URL): void {
    if (url.protocol !== 'https:' && url.protocol !== 'http:') {
      throw refused(`${url.protocol} is not a scheme that can be called; use https.`);
    }
    if (url.username !== '' || url.password !== '') {
      throw refused(`The URL of ${url.hostname} carries a user name or password; leave them out.`);
    }
    const literal = literalAddress(url);
    if (literal !== null) this.checkAddresses(url, [literal]);
    else if (url.protocol === 'http:' && !this.allowPublicHttp && this.allowed.length === 0)
      throw plainHttp(url);
  }

  /** The addresses to connect to, all of them checked. */
  async resolve(url: URL): Promise<readonly ResolvedAddress[]> {
    const literal = literalAddress(url);
    const addresses = literal === null ? await this.lookup(url.hostname) : [literal];
    this.checkAddresses(url, addresses);
    return addresses;
  }

  private checkAddresses(url: URL, addresses: readonly ResolvedAddress[]): void {
    if (addresses.length === 0) throw refused(`${url.hostname} has no address.`);
    // Of a name the address may change: only a literal one is what was permitted.
    if (literalAddress(url) !== null && this.origins.has(url.origin)) return;
    const classes = addresses.map(({ address }) => this.classOf(url, address));
    if (classes.every(kind => kind === 'allowed')) return;
    if (url.protocol === 'http:' && !this.allowPublicHttp) throw plainHttp(url);
    if (!isPublicPort(url)) {
      throw refused(`Port ${url.port} of ${url.hostname} is not one that can be called.`);
    }
  }

  private classOf(url: URL, address: string): AddressClass {
    const kind = isIP(address) === 0 ? 'special' : classify(address, this.allowed);
    if (kind !== 'special') return kind;
    throw refused(
      `${url.hostname} lies in a private or reserved network. An operator can permit it with ${setting}.`,
      new Error(`${url.hostname} resolved to ${address}`),
    );
  }
}

const setting = 'CAUSEWAY_ALLOW_PRIVATE_TARGETS';

const refused = (detail: string, cause?: Error): HubError =>
  new HubError('target_refused', 422, detail, { cause });

const plainHttp = (url: URL): HubError =>
  refused(
    `${url.hostname} would be called without encryption; use https. Only targets in ${setting} may use http.`,
  );

/** The WHATWG parser has already turned decimal, octal, hex and short spellings into dotted IPv4. */
const literalAddress = (url: URL): ResolvedAddress | null => {
  const address = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  return family === 0 ? null : { address, family };
};

const isPublicPort = (url: URL): boolean => {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  return port === 80 || port === 443 || (port >= 1024 && !blockedHighPorts.has(port));
};
