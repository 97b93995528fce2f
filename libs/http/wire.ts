import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Connections } from './connections.js';
import type { AddressGuard } from './guard/address-guard.js';
import { assertHostAllowed } from './guard/host-lock.js';
import type { OutboundResponse, ResolvedPolicy } from './outbound.js';
import type { Hop } from './redirects.js';
import { acceptEncoding, readBody } from './response-body.js';
import { streamBody, type StreamLimits } from './streamed-body.js';

/** What one exchange is bound by, besides its policy. */
export interface WireTerms {
  readonly signal: AbortSignal;
  readonly stream?: StreamLimits | undefined;
}

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

  async send(hop: Hop, policy: ResolvedPolicy, { signal, stream }: WireTerms): Promise<OutboundResponse> {
    this.assertTarget(hop.url, policy);
    const response = await this.connections.withTimeout(policy.timeouts.connectMs).request({
      origin: hop.url.origin,
      path: hop.url.pathname + hop.url.search,
      method: hop.method,
      headers: {
        'user-agent': this.userAgent,
        'accept-encoding': stream ? 'identity' : acceptEncoding,
        ...hop.headers,
      },
      body: hop.body ?? null,
      headersTimeout: policy.timeouts.headersMs,
      ...(stream ? { bodyTimeout: stream.idleMs } : {}),
      signal,
    });
    const headers = flatten(response.headers);
    const { statusCode: status } = response;
    const contentEncoding = headers['content-encoding'] ?? '';
    if (stream && status >= 200 && status < 300) {
      const from = { host: hop.url.hostname, contentEncoding };
      return new ReadResponse(status, headers, nothing, streamBody(response.body, from, stream));
    }
    const body = await readBody(response.body, contentEncoding, policy.maxResponseBytes);
    return new ReadResponse(status, headers, body);
  }
}

const nothing = Buffer.alloc(0);

class ReadResponse implements OutboundResponse {
  readonly stream?: Readable;

  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string>>,
    readonly body: Buffer,
    stream?: Readable,
  ) {
    if (stream) this.stream = stream;
  }

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
