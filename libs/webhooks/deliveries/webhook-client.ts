import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Courier } from '#http';
import { type WebhooksOptions, webhooksOptions } from '../webhooks.options.js';

/** What an endpoint answers with success is of little interest to anybody; what it complains about may be long. */
const kept = { success: 1_024, other: 64 * 1_024 } as const;

/**
 * Guarded like the client for providers and apart from it: connections to endpoints never wait behind those to
 * providers. It has no circuit breaker, because a delivery has ten attempts and each of them is to be a real one.
 */
@Injectable()
export class WebhookClient extends Courier implements OnApplicationShutdown {
  constructor(@Inject(webhooksOptions) { allowPrivate, allowOrigins }: WebhooksOptions) {
    super({
      allowPrivate,
      allowOrigins,
      userAgent: 'Causeway-Webhooks',
      connectMs: 5_000,
      totalMs: 20_000,
      // More is a receiver that answers something else than a receipt.
      mostBytes: 1_000_000,
      keptBytes: status => (isSuccess(status) ? kept.success : kept.other),
    });
  }

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }
}

/** 2xx is success and nothing else is: a redirect would send the event to where nobody registered it. */
export const isSuccess = (status: number): boolean => status >= 200 && status < 300;
