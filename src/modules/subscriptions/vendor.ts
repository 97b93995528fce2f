import { providerDeadline } from '#kernel';
import { Injectable } from '@nestjs/common';
import { Config } from '#config';
import { type Connection, type OpenSession, ProviderSessions } from '#connections';
import { Vault } from '#crypto';
import type { ProviderManifest, RemoteSubscription } from '#provider-sdk';
import { secretPlace, type Subscription } from './subscription.entity.js';

const deadlineMs = 60_000;

/** The calls to the vendor about one subscription; each is safe to repeat. */
@Injectable()
export class Vendor {
  constructor(
    private readonly sessions: ProviderSessions,
    private readonly vault: Vault,
    private readonly config: Config,
  ) {}

  /** A hub without TLS is one that a vendor on the internet cannot reach; it polls. */
  canReach({ apiUrl }: ProviderManifest): boolean {
    return this.config.webhookUrl.startsWith('https:') || apiUrl.startsWith('http:');
  }

  addressOf({ provider, token }: Pick<Subscription, 'provider' | 'token'>): string {
    return `${this.config.webhookUrl}/hooks/${provider}/${token}`;
  }

  async subscribe(row: Subscription): Promise<RemoteSubscription | null> {
    const { provider, session } = await this.open(row);
    if (!provider.subscribe) throw new Error(`${row.provider} takes no subscriptions`);
    return provider.subscribe(session, {
      containerId: row.containerId,
      callbackUrl: this.addressOf(row),
      secret: await this.vault.open(row.secret, secretPlace(row.id)),
      subscriptionId: row.id,
    });
  }

  async renew(row: Subscription): Promise<RemoteSubscription> {
    const { provider, session } = await this.open(row);
    if (!provider.renew) throw new Error(`${row.provider} cannot renew a subscription`);
    return provider.renew(session, remoteOf(row));
  }

  async unsubscribe(row: Subscription): Promise<void> {
    if (row.remoteId === null) return;
    const { provider, session } = await this.open(row);
    await provider.unsubscribe?.(session, remoteOf(row));
  }

  /**
   * Removes what the vendor has for this hub's addresses and no row knows; answers how many. Rows are asked for after the
   * vendor: a row is there before its subscription, so one that is made meanwhile is known.
   */
  async sweep(connection: Connection, knownAddresses: () => Promise<ReadonlySet<string>>): Promise<number> {
    const { provider, session } = await this.open({ connectionId: connection.id });
    const ours = `${this.config.webhookUrl}/hooks/${connection.provider}/`;
    const listed: RemoteSubscription[] = [];
    for await (const found of provider.subscriptions?.(session) ?? [])
      if (found.callbackUrl?.startsWith(ours)) listed.push(found);
    const known = await knownAddresses();
    const orphans = listed.filter(({ callbackUrl }) => !known.has(callbackUrl ?? ''));
    for (const orphan of orphans) await provider.unsubscribe?.(session, orphan);
    return orphans.length;
  }

  private open({ connectionId }: Pick<Subscription, 'connectionId'>): Promise<OpenSession> {
    return this.sessions.openToLeave(connectionId, providerDeadline(deadlineMs));
  }
}

const remoteOf = (row: Subscription): RemoteSubscription => ({
  id: row.remoteId ?? row.id,
  containerId: row.containerId,
  resourceId: row.resourceId ?? null,
  expiresAt: row.expiresAt ?? null,
});
