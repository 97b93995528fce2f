import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ProviderRegistry } from '#provider-sdk';
import { IntegrationsController } from './integrations.controller.js';
import { Integrations } from './integrations.service.js';
import { OAuthClients } from './oauth-clients.js';
import { ProviderClients } from './provider-clients.service.js';
import { ProvidersController } from './providers.controller.js';

@Module({
  imports: [DiscoveryModule],
  controllers: [IntegrationsController, ProvidersController],
  providers: [Integrations, OAuthClients, ProviderClients, ProviderRegistry],
  exports: [Integrations, OAuthClients, ProviderRegistry],
})
export class IntegrationsModule {}
