import { setTimeout as sleep } from 'node:timers/promises';
import { hostMatches, type OutboundClient, type OutboundResponse } from '#http';
import { type Clock, ProviderError } from '#kernel';
import {
  allowedHosts,
  failureOf,
  type ProviderHttp,
  type ProviderManifest,
  type ProviderRequest,
  type ProviderResponse,
  providerResponse,
} from '#provider-sdk';
import type { OpenedCredential } from './credentials/credentials.service.js';

export interface Door {
  /** Who shares rate and concurrency: the connection. */
  readonly key: string;
  readonly manifest: ProviderManifest;
  readonly apiUrl: string;
  readonly signal: AbortSignal;
  /** A credential that should work; given the version that was refused, a newer one or `auth_expired`. */
  readonly credential: (refusedVersion?: number) => Promise<OpenedCredential>;
}

/** Attaches the credential, and only towards the provider's own hosts; renews it once when it is refused. */
export class ProviderHttpClient implements ProviderHttp {
  private readonly hosts: readonly string[];

  constructor(
    private readonly outbound: OutboundClient,
    private readonly door: Door,
    private readonly clock: Clock,
  ) {
    this.hosts = allowedHosts(door.manifest, door.apiUrl);
  }

  async request(request: ProviderRequest): Promise<ProviderResponse> {
    const credential = await this.door.credential();
    let answer = await this.send(request, credential);
    if (answer.status === 401 && !request.expect?.includes(401)) {
      answer = await this.again(request, credential.version);
    }
    const response = providerResponse(answer.status, answer.headers, answer.text);
    const failure = failureOf(request, response, this.clock.now());
    if (failure) throw failure;
    return response;
  }

  /**
   * A typed-in secret cannot be renewed; it gets one more try, because a 401 may be a server's bad moment. Only a second
   * one is told to whoever keeps the credential, since for a typed secret that ends the authorization.
   */
  private async again(request: ProviderRequest, refusedVersion: number): Promise<OutboundResponse> {
    const { manifest, key } = this.door;
    const isTyped = manifest.auth.kind !== 'oauth2' && key !== 'trial';
    if (isTyped) await sleep(300);
    const credential = await this.door.credential(isTyped ? undefined : refusedVersion);
    const answer = await this.send(request, credential);
    if (answer.status !== 401) return answer;
    if (credential.secret.kind === 'oauth2') throw refusedAnew(manifest);
    await this.door.credential(credential.version);
    return answer;
  }

  private send(request: ProviderRequest, credential: OpenedCredential): Promise<OutboundResponse> {
    const url = this.address(request);
    this.requireOwn(url);
    const { limits } = this.door.manifest;
    const text = typeof request.body === 'string';
    return this.outbound.request({
      method: request.method,
      url,
      headers: {
        accept: 'application/json',
        ...(request.body === undefined || text ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
        ...this.authentication(credential),
      },
      ...(request.body === undefined ? {} : { body: text ? request.body : JSON.stringify(request.body) }),
      signal: this.door.signal,
      ...(request.idempotent === undefined ? {} : { idempotent: request.idempotent }),
      policy: {
        allowedHosts: this.hosts,
        limitKey: `${this.door.manifest.key}:${this.door.key}`,
        breakerKey: this.breakerKey(url),
        requestsPerSecond: limits.requestsPerSecond,
        concurrent: limits.concurrent,
      },
    });
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

  private authentication({ secret }: OpenedCredential): Readonly<Record<string, string>> {
    const { auth } = this.door.manifest;
    if (secret.kind === 'typed') {
      if (auth.kind === 'oauth2') throw new Error('A typed-in secret under an OAuth manifest');
      return auth.header(secret.values);
    }
    return { authorization: `Bearer ${secret.accessToken}` };
  }
}

/**
 * The token endpoint just renewed the token, so the grant lives and the person need not sign in again: it is the API
 * that refuses, which passes or is the vendor's to mend.
 */
const refusedAnew = ({ name }: ProviderManifest): ProviderError =>
  new ProviderError('temporary', `${name} answered 401 although the token had just been renewed.`, {
    remoteStatus: 401,
  });
