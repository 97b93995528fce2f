import { Injectable, Logger } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { type ConnectionEvent, connectionEvents } from '#connections';
import { HubError } from '#kernel';
import { SubscriptionRows } from './subscription-rows.js';
import { Vendor } from './vendor.js';

/** A disconnected connection's subscriptions are removed while its credential still works. */
@Injectable()
export class Farewell {
  readonly #logger = new Logger('subscriptions');

  constructor(
    private readonly rows: SubscriptionRows,
    private readonly vendor: Vendor,
  ) {}

  @OnEvent(connectionEvents.revoking)
  async onRevoking({ connectionId }: ConnectionEvent): Promise<void> {
    for (const row of await this.rows.of(connectionId)) {
      try {
        await this.vendor.unsubscribe(row);
      } catch (error) {
        if (!(error instanceof HubError)) throw error;
        // Whatever still comes to its address finds nobody; the vendor gives up or the subscription ends.
        this.#logger.warn({ subscription: row.id, code: error.code }, 'a subscription could not be removed');
      }
      await this.rows.forget(row, 'subscription.removed');
    }
  }
}
