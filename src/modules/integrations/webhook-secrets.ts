import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { OrganizationScope, Signals } from '#database';
import { Clock } from '#kernel';
import { installationId } from '#tenancy';
import { ClientSeals, type WebhookSecret } from './client-seals.js';
import { Integration } from './integration.entity.js';
import { ownedBy, sharedBy } from './oauth-clients.js';
import { ProviderClient } from './provider-client.entity.js';

/**
 * The secrets of one app. What verified by an organization's own app is for that integration's connections alone: the
 * organization chose the secret, so it could sign for any account.
 */
export interface AppWebhookSecrets {
  /** Null: the operator's app. */
  readonly organizationId: string | null;
  readonly integrationId: string | null;
  /** The newest first. */
  readonly secrets: string[];
}

interface Held {
  readonly organizationId: string | null;
  readonly integrationId: string | null;
  readonly secrets: readonly WebhookSecret[];
}

/** Other processes hear of a change by a signal; one that was lost costs this long. */
const heldMs = 30_000;
const topic = 'webhook_secrets';
const actor = { kind: 'system', id: 'integrations.webhook_secrets' } as const;

/** What vendors sign an app's deliveries with, across organizations, for whoever receives them. */
@Injectable()
export class WebhookSecrets implements OnModuleInit, OnModuleDestroy {
  private readonly held = new Map<string, { readonly at: number; readonly found: Promise<Held[]> }>();
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly seals: ClientSeals,
    private readonly signals: Signals,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.signals.on(topic, provider => this.held.delete(provider));
  }

  onModuleDestroy(): void {
    this.stopListening?.();
  }

  /** The operator's first. Nobody's secret means an empty list: nothing can be verified then. */
  async of(provider: string): Promise<AppWebhookSecrets[]> {
    const now = this.clock.now();
    const found = await this.fresh(provider, now.getTime());
    return found
      .map(({ secrets, ...owner }) => ({
        ...owner,
        secrets: secrets.filter(({ until }) => !until || until > now).map(({ secret }) => secret),
      }))
      .filter(({ secrets }) => secrets.length > 0);
  }

  /** Call once the change is committed. */
  forget(provider: string): void {
    this.held.delete(provider);
    this.signals.send(topic, [provider]);
  }

  private fresh(provider: string, now: number): Promise<Held[]> {
    const held = this.held.get(provider);
    if (held && now - held.at < heldMs) return held.found;
    const entry = { at: now, found: this.load(provider) };
    this.held.set(provider, entry);
    entry.found.catch(() => {
      if (this.held.get(provider) === entry) this.held.delete(provider);
    });
    return entry.found;
  }

  private async load(provider: string): Promise<Held[]> {
    const rows = await this.scope.acrossOrganizations('whose apps sign deliveries of a provider', em =>
      em.execute<{ id: string; organization_id: string }[]>(
        'select id, organization_id from integration where provider = ? and has_own_webhooks order by id',
        [provider],
      ),
    );
    const shared = await this.scope.run(installationId, actor, () => this.ofOperator(provider));
    const own: Held[] = [];
    for (const row of rows) {
      const secrets = await this.scope.run(row.organization_id, actor, () => this.ofIntegration(row.id));
      own.push({ organizationId: row.organization_id, integrationId: row.id, secrets });
    }
    return [{ organizationId: null, integrationId: null, secrets: shared }, ...own];
  }

  private async ofOperator(provider: string): Promise<WebhookSecret[]> {
    const row = await this.em.findOne(ProviderClient, { provider });
    return row ? this.seals.webhookSecrets(sharedBy(row.id), row) : [];
  }

  private async ofIntegration(id: string): Promise<WebhookSecret[]> {
    const row = await this.em.findOne(Integration, { id });
    return row ? this.seals.webhookSecrets(ownedBy(id), row) : [];
  }
}
