import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Config } from '#config';
import { Vault } from '#crypto';
import { HubError } from '#kernel';
import { installationId } from '#tenancy';
import { Integration } from './integration.entity.js';
import { ProviderClient } from './provider-client.entity.js';

export interface OAuthClient {
  readonly id: string;
  readonly secret: string;
}

/** Finds the OAuth client that speaks for an integration: the organization's own, else the operator's. */
@Injectable()
export class OAuthClients {
  constructor(
    private readonly em: EntityManager,
    private readonly vault: Vault,
    private readonly config: Config,
  ) {}

  async of(integration: Integration): Promise<OAuthClient> {
    if (integration.clientId && integration.clientSecret) {
      const place = { table: 'integration', rowId: integration.id, field: 'client_secret', version: 1 };
      return { id: integration.clientId, secret: await this.vault.open(integration.clientSecret, place) };
    }
    const shared = await this.em.findOne(ProviderClient, { provider: integration.provider });
    if (!shared) throw missingClient(integration.provider);
    return {
      id: shared.clientId,
      secret: await this.vault.open(shared.clientSecret, sharedPlace(shared.id)),
    };
  }

  /** Distinct per provider, so that one vendor's answer cannot be delivered as another's (RFC 9700 §4.4). */
  redirectUri(provider: string): string {
    return `${this.config.callbackUrl}/oauth/${provider}/callback`;
  }
}

export const sharedPlace = (id: string) => ({
  organizationId: installationId,
  table: 'provider_client',
  rowId: id,
  field: 'client_secret',
  version: 1,
});

const missingClient = (provider: string): HubError =>
  new HubError(
    'oauth_client_missing',
    409,
    `No OAuth client is configured for ${provider}. Add one to the integration (PATCH …/integrations/{id} with ` +
      `"client"), or ask the operator to set a shared one (PUT /admin/v1/provider-clients/${provider}).`,
  );
