import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { OrganizationScope } from '#database';
import { Clock, currentContext, newId, notFound } from '#kernel';
import { ProviderRegistry } from '#provider-sdk';
import { installationId } from '#tenancy';
import { requireClientFits, requireInstallable, webhookChange } from './client-rules.js';
import { ClientSeals, keptWebhookSecret, noWebhookSecret } from './client-seals.js';
import type { ProviderClientInput } from './integrations.dto.js';
import { sharedBy } from './oauth-clients.js';
import { ProviderClient } from './provider-client.entity.js';
import { WebhookSecrets } from './webhook-secrets.js';

/** The operator's shared OAuth clients. Their changes are audited in the installation's own trail. */
@Injectable()
export class ProviderClients {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly seals: ClientSeals,
    private readonly registry: ProviderRegistry,
    private readonly webhookSecrets: WebhookSecrets,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  list(): Promise<ProviderClient[]> {
    return this.em.find(ProviderClient, {}, { orderBy: { provider: 'asc' } });
  }

  async put(provider: string, client: ProviderClientInput): Promise<ProviderClient> {
    const { manifest } = this.registry.get(provider);
    requireClientFits('provider', manifest);
    if (client.app) requireInstallable('app', manifest);
    const stored = await this.asInstallation(async em => {
      const before = await em.findOne(ProviderClient, { provider }, { refresh: true });
      const id = before?.id ?? newId();
      const row = await em.upsert(ProviderClient, {
        provider,
        id,
        ...(await this.seals.seal(sharedBy(id), client)),
        ...(await this.webhookColumns(before, client.webhookSecret, id)),
        updatedAt: this.clock.now(),
      });
      await this.audit.record({
        action: 'provider_client.set',
        target: { type: 'provider', id: provider },
        details: { app: Boolean(client.app), webhookSigning: webhookChange(client.webhookSecret) },
      });
      return row;
    });
    this.webhookSecrets.forget(provider);
    return stored;
  }

  async remove(provider: string): Promise<void> {
    await this.asInstallation(async em => {
      const removed = await em.nativeDelete(ProviderClient, { provider });
      if (removed === 0) throw notFound('provider client');
      await this.audit.record({
        action: 'provider_client.removed',
        target: { type: 'provider', id: provider },
      });
    });
    this.webhookSecrets.forget(provider);
  }

  private webhookColumns(before: ProviderClient | null, secret: string | null | undefined, id: string) {
    if (secret === undefined) return before ? keptWebhookSecret(before) : noWebhookSecret();
    return this.seals.rotate(sharedBy(id), before ?? {}, secret);
  }

  private asInstallation<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const actor = currentContext()?.actor ?? { kind: 'system', id: 'hub' };
    return this.scope.run(installationId, actor, () => this.em.transactional(work));
  }
}
