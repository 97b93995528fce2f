import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Vault } from '#crypto';
import { OrganizationScope } from '#database';
import { Clock, currentContext, invalid, newId, notFound } from '#kernel';
import { ProviderRegistry } from '#provider-sdk';
import { installationId } from '#tenancy';
import { type OAuthClient, sharedPlace } from './oauth-clients.js';
import { ProviderClient } from './provider-client.entity.js';

/** The operator's shared OAuth clients. Their changes are audited in the installation's own trail. */
@Injectable()
export class ProviderClients {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly vault: Vault,
    private readonly registry: ProviderRegistry,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  list(): Promise<ProviderClient[]> {
    return this.em.find(ProviderClient, {}, { orderBy: { provider: 'asc' } });
  }

  put(provider: string, client: OAuthClient): Promise<ProviderClient> {
    const { manifest } = this.registry.get(provider);
    if (manifest.auth.kind !== 'oauth2') throw invalid('provider', `${manifest.name} does not use OAuth`);
    return this.asInstallation(async em => {
      const id = newId();
      const row = await em.upsert(ProviderClient, {
        provider,
        id,
        clientId: client.id,
        clientSecret: await this.vault.seal(client.secret, sharedPlace(id)),
        updatedAt: this.clock.now(),
      });
      await this.audit.record({ action: 'provider_client.set', target: { type: 'provider', id: provider } });
      return row;
    });
  }

  remove(provider: string): Promise<void> {
    return this.asInstallation(async em => {
      const removed = await em.nativeDelete(ProviderClient, { provider });
      if (removed === 0) throw notFound('provider client');
      await this.audit.record({
        action: 'provider_client.removed',
        target: { type: 'provider', id: provider },
      });
    });
  }

  private asInstallation<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const actor = currentContext()?.actor ?? { kind: 'system', id: 'hub' };
    return this.scope.run(installationId, actor, () => this.em.transactional(work));
  }
}
