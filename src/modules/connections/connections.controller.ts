import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { NIL } from 'uuid';
import { z } from 'zod';
import { notFound } from '#kernel';
import { ProviderRegistry } from '#provider-sdk';
import { Allow, idAfter, PageQuery, pageOf } from '#tenancy';
import { type ModelName, modelNames } from '#unified-models';
import { ConnectWithSecret } from './connect-with-secret.js';
import { Connection } from './connection.entity.js';
import { ConnectionChecks } from './connection-checks.js';
import {
  ConnectionList,
  ConnectionView,
  ContainerList,
  type ContainerView,
  CreateConnection,
  HealthView,
} from './connections.dto.js';
import { Connections } from './connections.service.js';
import { ConnectionViews } from './connection-views.js';

const ListQuery = PageQuery.extend({ status: z.enum(['active', 'needs_reauth', 'disconnected']).optional() });
const ContainersQuery = z.strictObject({ model: z.enum(modelNames).optional() });

@ApiTags('connections')
@Controller('v1/organizations/:organizationId/connections')
export class ConnectionsController {
  constructor(
    private readonly em: EntityManager,
    private readonly connections: Connections,
    private readonly withSecret: ConnectWithSecret,
    private readonly checks: ConnectionChecks,
    private readonly registry: ProviderRegistry,
    private readonly views: ConnectionViews,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Connect an account by a typed secret, such as an app password' })
  @Allow('owner', 'admin', 'member')
  @ApiCreatedResponse({ standardSchema: ConnectionView })
  async create(@Body({ schema: CreateConnection }) body: CreateConnection): Promise<ConnectionView> {
    const { endUserId = null, memberId = null, ...rest } = body;
    return this.view(await this.withSecret.connect({ ...rest, endUserId, memberId, reconnectId: null }));
  }

  @Get()
  @ApiOperation({ summary: 'Connections' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: ConnectionList })
  async list(@Query({ schema: ListQuery }) query: z.infer<typeof ListQuery>) {
    const { limit, status } = query;
    const where = { id: { $gt: idAfter(query) ?? NIL }, ...(status ? { status } : {}) };
    const rows = await this.em.find(Connection, where, { orderBy: { id: 'asc' }, limit: limit + 1 });
    const page = pageOf(rows, limit, row => row);
    return { ...page, data: await Promise.all(page.data.map(row => this.view(row))) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One connection' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: ConnectionView })
  async get(@Param('id') id: string): Promise<ConnectionView> {
    return this.view(await this.connections.get(id));
  }

  @Delete(':id')
  @ApiOperation({
    summary: 'Disconnect: destroy the credential, revoke it at the provider where that exists',
  })
  @HttpCode(202)
  @Allow('owner', 'admin', 'member')
  @ApiAcceptedResponse({ standardSchema: ConnectionView })
  async disconnect(@Param('id') id: string): Promise<ConnectionView> {
    return this.view(await this.connections.disconnect(id));
  }

  @Post(':id/check')
  @ApiOperation({ summary: 'Ask the provider whether the connection works' })
  @HttpCode(200)
  @Allow('owner', 'admin', 'member')
  @ApiOkResponse({ standardSchema: HealthView })
  check(@Param('id') id: string): Promise<HealthView> {
    return this.checks.check(id);
  }

  @Get(':id/containers')
  @ApiOperation({ summary: 'The account’s calendars, to choose one for a sync' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: ContainerList })
  async containers(
    @Param('id') id: string,
    @Query({ schema: ContainersQuery }) query: z.infer<typeof ContainersQuery>,
  ): Promise<{ data: ContainerView[]; nextCursor: null }> {
    return { data: await this.checks.containers(id, await this.model(id, query.model)), nextCursor: null };
  }

  private async model(id: string, asked: ModelName | undefined): Promise<ModelName> {
    const { manifest } = this.registry.get((await this.connections.get(id)).provider);
    const model = asked ?? manifest.models[0]?.model;
    if (!model || !manifest.models.some(power => power.model === model))
      throw notFound('model of this provider');
    return model;
  }

  private view(connection: Connection): Promise<ConnectionView> {
    return this.views.of(connection);
  }
}
