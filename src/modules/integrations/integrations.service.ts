import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Clock, conflict, currentOrganization, invalid, newId, notFound } from '#kernel';
import { ProviderRegistry } from '#provider-sdk';
import { requireClientFits, requireInstallable, webhookChange } from './client-rules.js';
import { ClientSeals, noWebhookSecret, type StoredWebhookSecret } from './client-seals.js';
import { Integration } from './integration.entity.js';
import type { ClientInput, CreateIntegration, UpdateIntegration } from './integrations.dto.js';
import { ownedBy } from './oauth-clients.js';
import { WebhookSecrets } from './webhook-secrets.js';

@Injectable()
export class Integrations {
  constructor(
    private readonly em: EntityManager,
    private readonly seals: ClientSeals,
    private readonly registry: ProviderRegistry,
    private readonly webhookSecrets: WebhookSecrets,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  list(): Promise<Integration[]> {
    return this.em.find(Integration, {}, { orderBy: { provider: 'asc' } });
  }

  async get(id: string): Promise<Integration> {
    const integration = await this.em.findOne(Integration, { id });
    if (!integration) throw notFound('integration');
    return integration;
  }

  async create(input: CreateIntegration): Promise<Integration> {
    const known = this.registry.all().find(entry => entry.manifest.key === input.provider);
    if (!known) throw invalid('provider', 'no such provider; GET /v1/providers lists them');
    this.requireFitting(input.provider, input.client);
    const id = newId();
    const columns = await this.columns(id, emptyClient, input);
    const made = await this.em.transactional(async em => {
      if (await em.count(Integration, { provider: input.provider })) {
        throw conflict(
          'integration_exists',
          `This organization already has an integration of ${input.provider}.`,
        );
      }
      const now = this.clock.now();
      const integration = em.create(Integration, {
        id,
        organizationId: currentOrganization(),
        provider: input.provider,
        enabled: input.enabled,
        ...emptyClient,
        ...columns,
        createdAt: now,
        updatedAt: now,
      });
      await em.flush();
      await this.record('integration.created', integration, input);
      return integration;
    });
    this.webhookSecrets.forget(made.provider);
    return made;
  }

  async update(id: string, input: UpdateIntegration): Promise<Integration> {
    const changed = await this.em.transactional(async em => {
      const where = { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE } as const;
      const integration = await em.findOne(Integration, { id }, where);
      if (!integration) throw notFound('integration');
      this.requireFitting(integration.provider, input.client);
      if (input.enabled !== undefined) integration.enabled = input.enabled;
      em.assign(integration, await this.columns(id, integration, input));
      integration.updatedAt = this.clock.now();
      await em.flush();
      await this.record('integration.updated', integration, input);
      return integration;
    });
    this.webhookSecrets.forget(changed.provider);
    return changed;
  }

  private requireFitting(provider: string, client: ClientInput | null | undefined): void {
    const { manifest } = this.registry.get(provider);
    if (client) requireClientFits('client', manifest);
    if (client?.app) requireInstallable('client.app', manifest);
  }

  /** Only an app of the organization's own has a webhook secret of its own, and it leaves together with it. */
  private async columns(id: string, before: StoredClient, input: ClientChange) {
    const { client, webhookSecret } = input;
    if (client === null) {
      if (webhookSecret) throw withoutClient();
      return { ...noClient, ...noWebhookSecret(before.webhookSecretVersion) };
    }
    if (webhookSecret && !client && !before.clientId) throw withoutClient();
    return {
      ...(client ? await this.seals.seal(ownedBy(id), client) : {}),
      ...(webhookSecret === undefined ? {} : await this.seals.rotate(ownedBy(id), before, webhookSecret)),
    };
  }

  private record(action: string, integration: Integration, input: ClientChange): Promise<void> {
    const { id, provider, enabled, clientId, appId } = integration;
    return this.audit.record({
      action,
      target: { type: 'integration', id },
      details: {
        provider,
        enabled,
        client: clientId ? 'own' : 'shared',
        app: Boolean(appId),
        webhookSigning: webhookChange(input.client === null ? null : input.webhookSecret),
      },
    });
  }
}

type ClientChange = Pick<UpdateIntegration, 'client' | 'webhookSecret'>;
type StoredClient = StoredWebhookSecret & { readonly clientId?: string | null | undefined };

const noClient = { clientId: null, clientSecret: null, appId: null, appSlug: null, appKey: null };
const emptyClient = { ...noClient, ...noWebhookSecret() };

const withoutClient = () =>
  invalid(
    'webhookSecret',
    'it belongs to an app of your own: give its client too; the shared app has its own',
  );
