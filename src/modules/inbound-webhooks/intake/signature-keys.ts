import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { OutboundClient } from '#http';
import { Clock, ProviderError } from '#kernel';
import { ShortMemory } from './short-memory.js';

type KeySet = z.infer<typeof KeySet>;
const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

const hourMs = 3_600_000;
/** Anybody can invent a key id; the vendor is asked again at most this often. */
const againMs = 60_000;

/** Vendors' published keys (RFC 7517), fetched through the guarded client and kept for an hour. */
@Injectable()
export class SignatureKeys {
  readonly #known: ShortMemory<KeySet>;

  constructor(
    private readonly outbound: OutboundClient,
    clock: Clock,
  ) {
    this.#known = new ShortMemory({ maxAgeMs: hourMs, maxEntries: 100 }, clock);
  }

  async of(jwksUrl: string, missing?: string): Promise<KeySet> {
    if (missing !== undefined) this.#known.forget(jwksUrl, againMs);
    const keys = await this.#known.get(jwksUrl, () => this.#fetch(new URL(jwksUrl)));
    return keys ?? { keys: [] };
  }

  async #fetch(url: URL): Promise<KeySet> {
    const response = await this.outbound.request({
      method: 'GET',
      url,
      policy: {
        allowedHosts: [url.hostname],
        limitKey: `jwks:${url.hostname}`,
        breakerKey: `jwks:${url.hostname}`,
        timeouts: { totalMs: 2_500 },
        maxAttempts: 2,
        maxResponseBytes: 256 * 1024,
      },
    });
    const parsed = KeySet.safeParse(response.status === 200 ? safeJson(response.text) : undefined);
    if (!parsed.success) throw new ProviderError('temporary', 'The vendor’s signing keys cannot be read.');
    return parsed.data;
  }
}

const safeJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
