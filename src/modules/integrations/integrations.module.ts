import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ProviderRegistry } from '#provider-sdk';
import { ClientSeals } from './client-seals.js';
import { IntegrationsController } from './integrations.controller.js';
import { Integrations } from './integrations.service.js';
import { OAuthClients } from './oauth-clients.js';
import { ProviderClients } from './provider-clients.service.js';
import { ProvidersController } from './providers.controller.js';
import { WebhookSecrets } from './webhook-secrets.js';

@Module({
  imports: [DiscoveryModule],
  controllers: [IntegrationsController, ProvidersController],
  providers: [ClientSeals, Integrations, OAuthClients, ProviderClients, ProviderRegistry, WebhookSecrets],
  exports: [Integrations, OAuthClients, ProviderClients, ProviderRegistry, WebhookSecrets],
})
export class IntegrationsModule {}
