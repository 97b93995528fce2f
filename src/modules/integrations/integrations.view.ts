import { z } from 'zod';
import type { ProviderManifest } from '#provider-sdk';
import type { Integration } from './integration.entity.js';
import type { IntegrationView, ProviderView } from './integrations.dto.js';

export const viewIntegration = (
  integration: Integration,
  manifest: ProviderManifest,
  facts: { redirectUri: string; hasSharedClient: boolean },
): IntegrationView => {
  const usesOAuth = manifest.auth.kind === 'oauth2';
  const shared = facts.hasSharedClient ? 'shared' : 'missing';
  return {
    id: integration.id,
    provider: integration.provider,
    name: manifest.name,
    enabled: integration.enabled,
    clientId: integration.clientId ?? null,
    client: usesOAuth ? (integration.clientId ? 'own' : shared) : 'not_needed',
    redirectUri: usesOAuth ? facts.redirectUri : null,
    createdAt: integration.createdAt.toISOString(),
    updatedAt: integration.updatedAt.toISOString(),
  };
};

export const viewProvider = (manifest: ProviderManifest, redirectUri: string): ProviderView => ({
  key: manifest.key,
  name: manifest.name,
  vendor: manifest.vendor,
  category: manifest.category,
  auth: manifest.auth.kind,
  credentials: manifest.auth.kind === 'oauth2' ? null : z.toJSONSchema(manifest.auth.credentials),
  scopes: manifest.scopes.map(scope => ({ ...scope })),
  models: manifest.models.map(model => ({ ...model, powers: [...model.powers] })),
  redirectUri: manifest.auth.kind === 'oauth2' ? redirectUri : null,
  guide: manifest.guide,
});
