import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { ClientProbe, ProviderSessions } from '#connections';
import { type Integration, Integrations, OAuthClients, ProviderClient } from '#integrations';
import { HubError } from '#kernel';
import { type ProviderManifest, ProviderRegistry } from '#provider-sdk';
import type { IntegrationCheck, IntegrationChecks } from './guides.dto.js';
import { Guides } from './guides.service.js';
import * as verdicts from './verdicts.js';

/** Finds out what stands between an integration and its first connection, as far as that goes without a person. */
@Injectable()
export class IntegrationSelfChecks {
  constructor(
    private readonly em: EntityManager,
    private readonly integrations: Integrations,
    private readonly registry: ProviderRegistry,
    private readonly clients: OAuthClients,
    private readonly sessions: ProviderSessions,
    private readonly probe: ClientProbe,
    private readonly guides: Guides,
  ) {}

  async check(id: string): Promise<IntegrationChecks> {
    const integration = await this.integrations.get(id);
    const { manifest } = this.registry.get(integration.provider);
    const checks = [
      verdicts.enabledCheck(integration.enabled),
      ...(manifest.auth.kind === 'oauth2' ? await this.oauth(integration, manifest) : []),
      ...(manifest.webhooks ? await this.webhooks(integration, manifest) : []),
    ];
    return { ready: checks.every(({ state }) => state !== 'failed'), checks };
  }

  private async oauth(integration: Integration, manifest: ProviderManifest): Promise<IntegrationCheck[]> {
    const redirectUri = this.clients.redirectUri(manifest.key);
    const redirect = verdicts.redirectCheck(redirectUri, manifest);
    const wish = { integrationId: integration.id, provider: integration.provider };
    const party = await this.sessions.party(wish).catch((error: unknown) => {
      if (error instanceof HubError && error.code === 'oauth_client_missing') return null;
      throw error;
    });
    if (!party) return [verdicts.missingClient(manifest), redirect];
    const client = verdicts.clientCheck(Boolean(integration.clientId));
    const { tokenUrl } = party.auth;
    if (tokenUrl.includes('{')) return [client, redirect, verdicts.unknownHost(manifest.name)];
    const probe = await this.probe.ask(party, redirectUri);
    return [client, redirect, ...verdicts.probeChecks(probe, new URL(tokenUrl).host, manifest.vendor)];
  }

  private async webhooks(integration: Integration, manifest: ProviderManifest): Promise<IntegrationCheck[]> {
    const address = verdicts.webhookCheck(this.guides.webhookUrl(manifest.key), manifest);
    if (!manifest.webhooks?.routing.app) return [address];
    // Whose app it is, his is the secret.
    const { provider } = integration;
    const owner = integration.clientId ? integration : await this.em.findOne(ProviderClient, { provider });
    return [address, verdicts.secretCheck(Boolean(owner?.webhookSecret), manifest)];
  }
}
