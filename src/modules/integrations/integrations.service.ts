import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Vault } from '#crypto';
import { Clock, conflict, currentOrganization, invalid, newId, notFound } from '#kernel';
import { ProviderRegistry } from '#provider-sdk';
import type { CreateIntegration, UpdateIntegration } from './integrations.dto.js';
import { Integration } from './integration.entity.js';

@Injectable()
export class Integrations {
  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
    private readonly registry: ProviderRegistry,
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
    if (input.client && known.manifest.auth.kind !== 'oauth2') {
      throw invalid('client', `${known.manifest.name} does not use OAuth`);
    }
    const id = newId();
    const secret = input.client ? await this.seal(id, input.client.secret) : null;
    return this.em.transactional(async em => {
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
        clientId: input.client?.id ?? null,
        clientSecret: secret,
        createdAt: now,
        updatedAt: now,
      });
      await em.flush();
      await this.record('integration.created', integration);
      return integration;
    });
  }

  async update(id: string, input: UpdateIntegration): Promise<Integration> {
    const secret = input.client ? await this.seal(id, input.client.secret) : null;
    return this.em.transactional(async em => {
      const integration = await this.get(id);
      if (input.enabled !== undefined) integration.enabled = input.enabled;
      if (input.client !== undefined) {
        integration.clientId = input.client?.id ?? null;
        integration.clientSecret = secret;
      }
      integration.updatedAt = this.clock.now();
      await em.flush();
      await this.record('integration.updated', integration);
      return integration;
    });
  }

  private seal(id: string, secret: string): Promise<Buffer> {
    return this.vault.seal(secret, { table: 'integration', rowId: id, field: 'client_secret', version: 1 });
  }

  private record(action: string, { id, provider, enabled, clientId }: Integration): Promise<void> {
    return this.audit.record({
      action,
      target: { type: 'integration', id },
      details: { provider, enabled, client: clientId ? 'own' : 'shared' },
    });
  }
}
