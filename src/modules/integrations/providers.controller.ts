import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ProviderRegistry } from '#provider-sdk';
import { Authenticated, Operator } from '#tenancy';
import {
  ProviderClientInput,
  ProviderClientList,
  ProviderClientView,
  ProviderList,
  type ProviderView,
} from './integrations.dto.js';
import { viewProvider, viewProviderClient } from './integrations.view.js';
import { OAuthClients } from './oauth-clients.js';
import { ProviderClients } from './provider-clients.service.js';

@ApiTags('providers')
@Controller()
export class ProvidersController {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly clients: OAuthClients,
    private readonly shared: ProviderClients,
  ) {}

  @Get('v1/providers')
  @ApiOperation({ summary: 'Providers this hub can talk to and what each needs' })
  @Authenticated()
  @ApiOkResponse({ standardSchema: ProviderList })
  list(): { data: ProviderView[]; nextCursor: null } {
    const all = this.registry.all();
    const data = all.map(({ manifest }) => viewProvider(manifest, this.clients.redirectUri(manifest.key)));
    return { data, nextCursor: null };
  }

  @Get('admin/v1/provider-clients')
  @ApiOperation({ summary: 'Providers with a shared OAuth client; never its secrets' })
  @Operator()
  @ApiOkResponse({ standardSchema: ProviderClientList })
  async listClients(): Promise<{ data: ProviderClientView[]; nextCursor: null }> {
    const rows = await this.shared.list();
    const data = rows.map(row => viewProviderClient(row, this.clients.redirectUri(row.provider)));
    return { data, nextCursor: null };
  }

  @Put('admin/v1/provider-clients/:provider')
  @ApiOperation({ summary: 'Store the shared OAuth client of a provider' })
  @Operator()
  @ApiOkResponse({ standardSchema: ProviderClientView })
  async put(
    @Param('provider') provider: string,
    @Body({ schema: ProviderClientInput }) body: ProviderClientInput,
  ): Promise<ProviderClientView> {
    return viewProviderClient(await this.shared.put(provider, body), this.clients.redirectUri(provider));
  }

  @Delete('admin/v1/provider-clients/:provider')
  @ApiOperation({ summary: 'Remove the shared OAuth client of a provider' })
  @Operator()
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@Param('provider') provider: string): Promise<void> {
    return this.shared.remove(provider);
  }
}
