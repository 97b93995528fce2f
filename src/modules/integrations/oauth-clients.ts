import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Config } from '#config';
import { HubError } from '#kernel';
import { installationId } from '#tenancy';
import { type ClientOwner, ClientSeals, type OAuthClient } from './client-seals.js';
import { Integration } from './integration.entity.js';
import { ProviderClient } from './provider-client.entity.js';

/** Finds the OAuth client that speaks for an integration: the organization's own, else the operator's. */
@Injectable()
export class OAuthClients {
  constructor(
    private readonly em: EntityManager,
    private readonly seals: ClientSeals,
    private readonly config: Config,
  ) {}

  async of(integration: Integration): Promise<OAuthClient> {
    const { clientId, clientSecret, appId, appSlug, appKey } = integration;
    if (clientId && clientSecret) {
      const own = { clientId, clientSecret, appId, appSlug, appKey };
      return this.seals.open(ownedBy(integration.id), own);
    }
    const shared = await this.em.findOne(ProviderClient, { provider: integration.provider });
    if (!shared) throw missingClient(integration.provider);
    return this.seals.open(sharedBy(shared.id), shared);
  }

  /** Distinct per provider, so that one vendor's answer cannot be delivered as another's (RFC 9700 §4.4). */
  redirectUri(provider: string): string {
    return `${this.config.callbackUrl}/oauth/${provider}/callback`;
  }
}

export const ownedBy = (rowId: string): ClientOwner => ({ table: 'integration', rowId });

export const sharedBy = (rowId: string): ClientOwner => ({
  organizationId: installationId,
  table: 'provider_client',
  rowId,
});

const missingClient = (provider: string): HubError =>
  new HubError(
    'oauth_client_missing',
    409,
    `No OAuth client is configured for ${provider}. Add one to the integration (PATCH …/integrations/{id} with ` +
      `"client"), or ask the operator to set a shared one (PUT /admin/v1/provider-clients/${provider}).`,
  );

export const missingApp = (provider: string): HubError =>
  new HubError(
    'oauth_client_missing',
    409,
    `The client configured for ${provider} has no app that could be installed. Add its id, slug and private key as ` +
      `"app" of the client (PATCH …/integrations/{id}, or PUT /admin/v1/provider-clients/${provider}).`,
  );
