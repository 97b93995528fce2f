import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ProviderRegistry } from '#provider-sdk';
import { Allow } from '#tenancy';
import type { Integration } from './integration.entity.js';
import {
  CreateIntegration,
  IntegrationList,
  IntegrationView,
  UpdateIntegration,
} from './integrations.dto.js';
import { Integrations } from './integrations.service.js';
import { viewIntegration } from './integrations.view.js';
import { OAuthClients } from './oauth-clients.js';
import { ProviderClients } from './provider-clients.service.js';

@ApiTags('integrations')
@Controller('v1/organizations/:organizationId/integrations')
export class IntegrationsController {
  constructor(
    private readonly integrations: Integrations,
    private readonly registry: ProviderRegistry,
    private readonly clients: OAuthClients,
    private readonly shared: ProviderClients,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Set up a provider for the organization' })
  @Allow('owner', 'admin')
  @ApiCreatedResponse({ standardSchema: IntegrationView })
  async create(@Body({ schema: CreateIntegration }) body: CreateIntegration): Promise<IntegrationView> {
    return this.view(await this.integrations.create(body));
  }

  @Get()
  @ApiOperation({ summary: 'Integrations' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: IntegrationList })
  async list(): Promise<{ data: IntegrationView[]; nextCursor: null }> {
    const found = await this.integrations.list();
    return { data: await Promise.all(found.map(integration => this.view(integration))), nextCursor: null };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One integration' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: IntegrationView })
  async get(@Param('id') id: string): Promise<IntegrationView> {
    return this.view(await this.integrations.get(id));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Enable or disable an integration, or change its OAuth client' })
  @Allow('owner', 'admin')
  @ApiOkResponse({ standardSchema: IntegrationView })
  async update(
    @Param('id') id: string,
    @Body({ schema: UpdateIntegration }) body: UpdateIntegration,
  ): Promise<IntegrationView> {
    return this.view(await this.integrations.update(id, body));
  }

  private async view(integration: Integration): Promise<IntegrationView> {
    const { manifest } = this.registry.get(integration.provider);
    const shared = await this.shared.list();
    return viewIntegration(integration, manifest, {
      redirectUri: this.clients.redirectUri(integration.provider),
      hasSharedClient: shared.some(client => client.provider === integration.provider),
    });
  }
}
