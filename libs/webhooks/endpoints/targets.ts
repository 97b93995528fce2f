import { Inject, Injectable } from '@nestjs/common';
import { AddressGuard } from '#http';
import { HubError } from '#kernel';
import { type WebhooksOptions, webhooksOptions } from '../webhooks.options.js';

/** Long enough for a name server that is well; one that is not decides nothing here. */
const lookMs = 2_000;

/** Says no to a URL that could never be delivered to. What a name means may change, so each delivery checks it again. */
@Injectable()
export class Targets {
  private readonly guard: AddressGuard;

  constructor(@Inject(webhooksOptions) { allowPrivate, allowOrigins }: WebhooksOptions) {
    this.guard = new AddressGuard({ allowPrivate, allowOrigins });
  }

  /** Throws target_refused. Asks a name server, so call it outside of transactions. */
  async check(text: string): Promise<void> {
    const url = new URL(text);
    this.guard.checkUrl(url);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>(resolve => (timer = setTimeout(resolve, lookMs)));
    try {
      await Promise.race([this.guard.resolve(url), late]);
    } catch (error) {
      // A name that cannot be looked up today may be tomorrow.
      if (error instanceof HubError) throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}
