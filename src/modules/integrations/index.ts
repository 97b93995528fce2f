export { Integration } from './integration.entity.js';
export { IntegrationsModule } from './integrations.module.js';
export { Integrations } from './integrations.service.js';
export { type OAuthClient, OAuthClients } from './oauth-clients.js';
export { ProviderClient } from './provider-client.entity.js';
