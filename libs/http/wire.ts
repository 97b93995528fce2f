import type { Dispatcher } from 'undici';
import type { Connections } from './connections.js';
import type { AddressGuard } from './guard/address-guard.js';
import { assertHostAllowed } from './guard/host-lock.js';
import type { OutboundResponse, ResolvedPolicy } from './outbound.js';
import type { Hop } from './redirects.js';
import { acceptEncoding, readBody } from './response-body.js';

/** Sends one request and reads its answer. Nothing leaves before the host and the address have passed. */
export class Wire {
  constructor(
    private readonly connections: Connections,
    private readonly guard: AddressGuard,
    private readonly userAgent: string,
  ) {}

  assertTarget(url: URL, policy: ResolvedPolicy): void {
    assertHostAllowed(url, policy.allowedHosts);
    this.guard.checkUrl(url);
  }

  async send(hop: Hop, policy: ResolvedPolicy, signal: AbortSignal): Promise<OutboundResponse> {
    this.assertTarget(hop.url, policy);
    const response = await this.connections.withTimeout(policy.timeouts.connectMs).request({
      origin: hop.url.origin,
      path: hop.url.pathname + hop.url.search,
      method: hop.method,
      headers: { 'user-agent': this.userAgent, 'accept-encoding': acceptEncoding, ...hop.headers },
      body: hop.body ?? null,
      headersTimeout: policy.timeouts.headersMs,
      signal,
    });
    const headers = flatten(response.headers);
    const body = await readBody(response.body, headers['content-encoding'] ?? '', policy.maxResponseBytes);
    return new ReadResponse(response.statusCode, headers, body);
  }
}

class ReadResponse implements OutboundResponse {
  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string>>,
    readonly body: Buffer,
  ) {}

  get text(): string {
    return new TextDecoder().decode(this.body);
  }
}

const flatten = (headers: Dispatcher.ResponseData['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), typeof value === 'string' ? value : value.join(', ')]],
    ),
  );
