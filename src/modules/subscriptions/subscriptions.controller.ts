import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { NIL } from 'uuid';
import { Allow, idAfter, pageOf } from '#tenancy';
import { Subscription } from './subscription.entity.js';
import { SubscriptionList, SubscriptionQuery, SubscriptionView } from './subscriptions.dto.js';
import { Subscriptions } from './subscriptions.service.js';

@ApiTags('subscriptions')
@Controller('v1/organizations/:organizationId/subscriptions')
export class SubscriptionsController {
  constructor(
    private readonly em: EntityManager,
    private readonly subscriptions: Subscriptions,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What the hub asked vendors to push' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: SubscriptionList })
  async list(@Query({ schema: SubscriptionQuery }) query: SubscriptionQuery) {
    const { limit, connectionId } = query;
    const where = { id: { $gt: idAfter(query) ?? NIL }, ...(connectionId ? { connectionId } : {}) };
    const rows = await this.em.find(Subscription, where, { orderBy: { id: 'asc' }, limit: limit + 1 });
    return pageOf(rows, limit, view);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One subscription' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: SubscriptionView })
  async get(@Param('id') id: string): Promise<SubscriptionView> {
    return view(await this.subscriptions.get(id));
  }

  @Post(':id/renew')
  @ApiOperation({ summary: 'Renew it now, or make another in its place' })
  @HttpCode(200)
  @Allow('owner', 'admin')
  @ApiOkResponse({ standardSchema: SubscriptionView })
  async renew(@Param('id') id: string): Promise<SubscriptionView> {
    return view(await this.subscriptions.renew(id));
  }
}

const view = (row: Subscription): SubscriptionView => ({
  id: row.id,
  connectionId: row.connectionId,
  provider: row.provider,
  model: row.model,
  containerId: row.containerId,
  status: row.status,
  expiresAt: row.expiresAt?.toISOString() ?? null,
  renewAt: row.renewAt?.toISOString() ?? null,
  attempts: row.attempts,
  nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
  lastError: row.lastError ?? null,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
