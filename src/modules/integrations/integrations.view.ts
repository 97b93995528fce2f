import { z } from 'zod';
import { type ProviderManifest, scopeName, secretAuthOf } from '#provider-sdk';
import type { Integration } from './integration.entity.js';
import type { IntegrationView, ProviderClientView, ProviderView } from './integrations.dto.js';
import type { ProviderClient } from './provider-client.entity.js';

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
    app: appOf(integration),
    ...webhookFacts(integration),
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
  sandbox: manifest.sandbox ?? false,
  auth: manifest.auth.kind,
  credentials: jsonSchema(secretAuthOf(manifest)?.credentials),
  settings: jsonSchema(manifest.auth.kind === 'oauth2' ? manifest.auth.settings : undefined),
  methods: methodsOf(manifest),
  scopes: manifest.scopes.map(use => ({
    scope: scopeName(use),
    purpose: use.purpose,
    reason: use.reason,
    required: use.required,
  })),
  models: manifest.models.map(model => ({ ...model, powers: [...model.powers] })),
  redirectUri: manifest.auth.kind === 'oauth2' ? redirectUri : null,
  guide: manifest.guide,
});

export const viewProviderClient = (row: ProviderClient, redirectUri: string): ProviderClientView => ({
  provider: row.provider,
  clientId: row.clientId,
  app: appOf(row),
  ...webhookFacts(row),
  redirectUri,
  updatedAt: row.updatedAt.toISOString(),
});

const jsonSchema = (schema: z.ZodObject | undefined): Record<string, unknown> | null =>
  schema ? z.toJSONSchema(schema) : null;

const methodsOf = (manifest: ProviderManifest): ProviderView['methods'] => {
  const { auth } = manifest;
  return [
    ...(auth.kind === 'oauth2' ? (['oauth'] as const) : []),
    ...(auth.kind === 'oauth2' && auth.installation ? (['installation'] as const) : []),
    ...(secretAuthOf(manifest) ? (['secret'] as const) : []),
  ];
};

const appOf = ({ appId, appSlug }: Integration | ProviderClient) =>
  appId && appSlug ? { id: appId, slug: appSlug } : null;

const webhookFacts = ({ webhookSecret, webhookSecretBeforeUntil }: Integration | ProviderClient) => ({
  hasWebhookSecret: Boolean(webhookSecret),
  previousWebhookSecretUntil: webhookSecretBeforeUntil?.toISOString() ?? null,
});
