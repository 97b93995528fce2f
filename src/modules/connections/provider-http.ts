import { setTimeout as sleep } from 'node:timers/promises';
import { hostMatches, type OutboundClient, type OutboundResponse, type StreamLimits } from '#http';
import { type Clock, ProviderError } from '#kernel';
import {
  allowedHosts,
  type ContentHttp,
  failureOf,
  type OpenedResponse,
  type ProviderManifest,
  type ProviderRequest,
  type ProviderResponse,
  providerResponse,
  secretAuthOf,
} from '#provider-sdk';
import {
  budgetWords,
  connectionBudget,
  type ConnectionHolders,
  holdersOf,
  narrowerBudgets,
  widerBudgets,
} from './provider-budgets.js';
import type { OpenedCredential } from './credentials/credentials.service.js';

type Sent = ProviderRequest & { readonly stream?: StreamLimits };

/** `parks`: work that gives its worker back and returns later, when its turn would be long in coming. */
export type Waiting = 'waits' | 'parks';

export interface Door {
  /** The connection, or `trial` for a credential that is not stored yet. */
  readonly key: string;
  readonly holders: ConnectionHolders;
  readonly manifest: ProviderManifest;
  readonly apiUrl: string;
  readonly signal: AbortSignal;
  readonly waiting: Waiting;
  /** The most that one opened answer may bring; without it none can be opened. */
  readonly contentBytes?: number;
  /** A credential that should work; given the version that was refused, a newer one or `auth_expired`. */
  readonly credential: (refusedVersion?: number) => Promise<OpenedCredential>;
}

/**
 * How long a request stands in line where the wait is known. Whoever asked through the API waits long. A run that has not
 * begun is parked instead, and its worker is free; one in the middle of a page would have to begin the page anew.
 */
const shortPatienceMs = 5_000;
const longPatienceMs = 20_000;
/** An opened answer that brings nothing for so long is given up. */
const idleMs = 60_000;

/** Attaches the credential, and only towards the provider's own hosts; renews it once when it is refused. */
export class ProviderHttpClient implements ContentHttp {
  private readonly hosts: readonly string[];
  private hasBegun = false;

  constructor(
    private readonly outbound: OutboundClient,
    private readonly door: Door,
    private readonly clock: Clock,
  ) {
    this.hosts = allowedHosts(door.manifest, door.apiUrl);
  }

  async request(request: ProviderRequest): Promise<ProviderResponse> {
    const { status, headers, text } = await this.answer(request);
    return providerResponse(status, headers, text);
  }

  async open(request: ProviderRequest): Promise<OpenedResponse> {
    const { contentBytes: maxBytes } = this.door;
    if (maxBytes === undefined) throw new Error('This session was not opened for contents');
    const { status, headers, stream } = await this.answer({ ...request, stream: { maxBytes, idleMs } });
    if (!stream) throw new ProviderError('permanent', `${this.door.manifest.name} answered no content.`);
    return { status, headers, body: stream };
  }

  private async answer(request: Sent): Promise<OutboundResponse> {
    const credential = await this.door.credential();
    let answer = await this.send(request, credential);
    if (this.isRefused(answer, request) && !request.expect?.includes(401)) {
      answer = await this.again(request, credential);
    }
    const response = providerResponse(answer.status, answer.headers, answer.text);
    const failure = failureOf(request, response, this.clock.now());
    if (failure) throw failure;
    return answer;
  }

  /**
   * A typed-in secret cannot be renewed; it gets one more try, because a 401 may be a server's bad moment. Only a second
   * one is told to whoever keeps the credential, since for a typed secret that ends the authorization.
   */
  private async again(request: Sent, refused: OpenedCredential): Promise<OutboundResponse> {
    const { manifest, key } = this.door;
    const isTyped = refused.secret.kind === 'typed' && key !== 'trial';
    if (isTyped) await sleep(300);
    const credential = await this.door.credential(isTyped ? undefined : refused.version);
    const answer = await this.send(request, credential);
    if (!this.isRefused(answer, request)) return answer;
    if (credential.secret.kind !== 'typed') throw refusedAnew(manifest, answer.status);
    await this.door.credential(credential.version);
    return answer;
  }

  private send(request: Sent, credential: OpenedCredential): Promise<OutboundResponse> {
    const url = this.address(request);
    this.requireOwn(url);
    const { manifest, waiting } = this.door;
    const { limits } = manifest;
    const patienceMs = waiting === 'waits' || this.hasBegun ? longPatienceMs : shortPatienceMs;
    this.hasBegun = true;
    const { body, stream } = request;
    const isPlain = typeof body === 'string' || body instanceof Uint8Array;
    return this.outbound.request({
      method: request.method,
      url,
      headers: {
        accept: 'application/json',
        ...(body === undefined || isPlain ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
        ...this.authentication(credential, request.as),
      },
      ...(body === undefined ? {} : { body: isPlain ? body : JSON.stringify(body) }),
      ...(stream ? { stream } : {}),
      signal: this.door.signal,
      ...(request.idempotent === undefined ? {} : { idempotent: request.idempotent }),
      policy: {
        allowedHosts: this.hosts,
        ...this.pacing(request, url),
        patienceMs,
        breakerKey: this.breakerKey(url),
        requestsPerSecond: limits.requestsPerSecond,
        concurrent: limits.concurrent,
      },
    });
  }

  /** A trial's answers close nothing: any server may be tried, and others are tried under the same key. */
  private pacing(request: ProviderRequest, url: URL) {
    const { manifest, key } = this.door;
    const holders = holdersOf(this.door.holders, url);
    const limitKey = connectionBudget({ id: holders.connection, provider: manifest.key });
    if (key === 'trial') return { limitKey };
    const readBudgets = (answer: OutboundResponse) => {
      const now = this.clock.now();
      const response = providerResponse(answer.status, answer.headers, answer.text);
      return budgetWords(manifest, holders, {
        response: answer,
        failure: failureOf(request, response, now),
        now,
      });
    };
    return {
      limitKey,
      breakerMember: key,
      narrower: narrowerBudgets(manifest, holders),
      budgets: widerBudgets(manifest, holders),
      share: holders.organization ?? '',
      readBudgets,
    };
  }

  /** A link that the vendor sends (the next page, a moved calendar) leads neither elsewhere nor out of TLS. */
  private requireOwn({ hostname, protocol }: URL): void {
    const { name } = this.door.manifest;
    if (!this.hosts.some(host => hostMatches(host, hostname))) {
      throw new ProviderError('permanent', `${hostname} is not a host of ${name}.`);
    }
    if (protocol !== 'https:' && this.door.apiUrl.startsWith('https:')) {
      throw new ProviderError('permanent', `${name} named an address without TLS; nothing was sent there.`);
    }
  }

  /** A vendor's host is one for everybody; a server that the connection names is that connection's own trouble. */
  private breakerKey(url: URL): string {
    const { key, apiUrl } = this.door.manifest;
    return `${key}:${url.host}${apiUrl.includes('{') ? `:${this.door.key}` : ''}`;
  }

  private address({ url, query }: ProviderRequest): URL {
    const address = new URL(/^https?:/i.test(url) ? url : `${this.door.apiUrl}/${url.replace(/^\//, '')}`);
    for (const [name, value] of Object.entries(query ?? {})) {
      if (value !== undefined) address.searchParams.set(name, String(value));
    }
    return address;
  }

  private authentication(
    { secret }: OpenedCredential,
    as: ProviderRequest['as'],
  ): Readonly<Record<string, string>> {
    const { name } = this.door.manifest;
    if (secret.kind === 'typed') {
      const typed = secretAuthOf(this.door.manifest);
      if (!typed) throw new Error('A typed-in secret under a manifest that takes none');
      return typed.header(secret.values);
    }
    if (as === undefined) return { authorization: `Bearer ${secret.accessToken}` };
    const own = secret.kind === 'oauth2' ? secret.user?.accessToken : undefined;
    if (own !== undefined) return { authorization: `Bearer ${own}` };
    throw new ProviderError(
      'insufficient_scope',
      `The person has not given ${name} access in their own name.`,
    );
  }

  /** 401, unless the vendor means something else by it, or what the vendor says instead with another status. */
  private isRefused({ status, headers, text }: OutboundResponse, { explain }: ProviderRequest): boolean {
    const { auth } = this.door.manifest;
    if (status === 401) return meansExpired(explain?.(providerResponse(status, headers, text)));
    if (auth.kind !== 'oauth2' || !auth.refusedToken) return false;
    const { member, values } = auth.refusedToken;
    // Most answers are long and fine: only those that name such a value are read.
    if (!values.some(value => text.includes(`"${value}"`))) return false;
    return values.includes(memberOf(text, member));
  }
}

const meansExpired = (explained: Error | undefined): boolean =>
  !(explained instanceof ProviderError) || explained.providerCode === 'auth_expired';

const memberOf = (text: string, member: string): string => {
  try {
    const body: unknown = JSON.parse(text);
    const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, member) : undefined;
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
};

/**
 * The token endpoint just renewed the token, so the grant lives and the person need not sign in again: it is the API
 * that refuses, which passes or is the vendor's to mend.
 */
const refusedAnew = ({ name }: ProviderManifest, remoteStatus: number): ProviderError =>
  new ProviderError('temporary', `${name} answered 401 although the token had just been renewed.`, {
    remoteStatus,
  });
