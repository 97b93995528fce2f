export { type AppCredentials, type OAuthClient } from './client-seals.js';
export { Integration } from './integration.entity.js';
export { IntegrationsModule } from './integrations.module.js';
export { Integrations } from './integrations.service.js';
export { missingApp, OAuthClients } from './oauth-clients.js';
export { ProviderClient } from './provider-client.entity.js';
export { ProviderClients } from './provider-clients.service.js';
export { type AppWebhookSecrets, WebhookSecrets } from './webhook-secrets.js';
