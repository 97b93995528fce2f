import { Injectable } from '@nestjs/common';
import { type Connection, ConnectionHealth, connectionRemoteEvent, ProviderSessions } from '#connections';
import { Outbox } from '#database';
import { HubError, providerDeadline } from '#kernel';
import type { RemoteEvent } from '#provider-sdk';
import { Subscriptions } from '#subscriptions';
import { RemoteChanges } from '#syncs';
import { NoticeConsents } from './notice-consents.js';
import type { Planned } from './plan.js';

const checkDeadlineMs = 30_000;

export interface Effects {
  /** Receipts that something came of. */
  readonly effective: ReadonlySet<string>;
  readonly withoutConsent: ReadonlySet<string>;
  readonly syncIds: readonly string[];
}

type EventOf<Kind extends RemoteEvent['kind']> = Extract<RemoteEvent, { kind: Kind }>;

/** What receipts lead to. All but the check of a connection happens in the transaction that marks them. */
@Injectable()
export class ReceiptEffects {
  constructor(
    private readonly changes: RemoteChanges,
    private readonly subscriptions: Subscriptions,
    private readonly sessions: ProviderSessions,
    private readonly health: ConnectionHealth,
    private readonly consents: NoticeConsents,
    private readonly outbox: Outbox,
  ) {}

  /** Asks the provider whether the credential still works; twice does no harm, and no transaction waits for it. */
  async checkConnection(connectionId: string): Promise<void> {
    try {
      const { provider, session } = await this.sessions.open(
        connectionId,
        providerDeadline(checkDeadlineMs),
        'parks',
      );
      await this.health.watch(connectionId, () => provider.identify(session));
    } catch (error) {
      // Its state says what was found; only what may be different next time is tried again.
      if (error instanceof HubError && !error.retryable) return;
      throw error;
    }
  }

  async happen(connection: Connection, plans: readonly Planned[]): Promise<Effects> {
    const effective = new Set<string>();
    const syncIds = await this.startRuns(connection.id, plans, effective);
    for (const { receipt, event } of eventsOf(plans, 'subscription')) {
      if (receipt.subscriptionId && (await this.noteSubscription(receipt.subscriptionId, event.state)))
        effective.add(receipt.id);
    }
    for (const { receipt } of eventsOf(plans, 'revoked')) effective.add(receipt.id);
    const withoutConsent = await this.tellPeople(connection, plans, effective);
    return { effective, withoutConsent, syncIds };
  }

  private async startRuns(connectionId: string, plans: readonly Planned[], effective: Set<string>) {
    const listening = new Map<string, readonly string[]>();
    for (const { receipt, event } of eventsOf(plans, 'changed')) {
      const { model, containerId, deleted = [] } = event;
      const key = JSON.stringify([model, containerId]);
      const known = deleted.length > 0 ? undefined : listening.get(key);
      const receiptId = receipt.id;
      const notice = { connectionId, model, containerId, deleted, receiptId };
      const syncIds = known ?? (await this.changes.happened(notice));
      listening.set(key, syncIds);
      if (syncIds.length > 0) effective.add(receipt.id);
    }
    return [...new Set([...listening.values()].flat())];
  }

  /** One that was removed meanwhile has nothing to be noted about. */
  private async noteSubscription(id: string, state: EventOf<'subscription'>['state']): Promise<boolean> {
    try {
      await this.subscriptions.note(id, state);
      return true;
    } catch (error) {
      if (error instanceof HubError && error.status === 404) return false;
      throw error;
    }
  }

  private async tellPeople(connection: Connection, plans: readonly Planned[], effective: Set<string>) {
    const notices = eventsOf(plans, 'notice');
    if (notices.length === 0) return new Set<string>();
    const consentId = await this.consents.of(connection);
    if (consentId === null) return new Set(notices.map(({ receipt }) => receipt.id));
    const events = notices.map(({ receipt, event }) => ({
      consentId,
      data: {
        connectionId: connection.id,
        provider: receipt.provider,
        type: event.type,
        remoteId: null,
        data: event.data,
      },
    }));
    await this.outbox.publish(connectionRemoteEvent, events);
    for (const { receipt } of notices) effective.add(receipt.id);
    return new Set<string>();
  }
}

const eventsOf = <Kind extends RemoteEvent['kind']>(plans: readonly Planned[], kind: Kind) =>
  plans.flatMap(({ receipt, events, ignoredFor }) =>
    ignoredFor
      ? []
      : events
          .filter((event): event is EventOf<Kind> => event.kind === kind)
          .map(event => ({ receipt, event })),
  );
