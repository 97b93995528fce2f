import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { NIL } from 'uuid';
import { z } from 'zod';
import { Clock } from '#kernel';
import { Allow, idAfter, PageQuery, pageOf } from '#tenancy';
import { RunQueue } from './run-queue.js';
import { Sync } from './sync.entity.js';
import { activeStatuses, SyncRun } from './sync-run.entity.js';
import { CreateSync, SyncList, SyncView, UpdateSync } from './syncs.dto.js';
import { Syncs } from './syncs.service.js';
import { viewSync } from './syncs.view.js';

const ListParams = PageQuery.extend({ connectionId: z.uuid().optional() });

@ApiTags('syncs')
@Controller('v1/organizations/:organizationId/syncs')
export class SyncsController {
  constructor(
    private readonly em: EntityManager,
    private readonly syncs: Syncs,
    private readonly queue: RunQueue,
    private readonly clock: Clock,
  ) {}

  /** An automatic sync starts its first run at once. */
  @Post()
  @ApiOperation({ summary: 'Make a sync; an automatic one starts its first run at once' })
  @Allow('owner', 'admin', 'member')
  @ApiCreatedResponse({ standardSchema: SyncView })
  async create(@Body({ schema: CreateSync }) body: CreateSync): Promise<SyncView> {
    const sync = await this.syncs.create(body);
    if (sync.autoSync) await this.queue.start(sync.id, 'schedule');
    return this.view(sync);
  }

  @Get()
  @ApiOperation({ summary: 'Syncs' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: SyncList })
  async list(@Query({ schema: ListParams }) query: z.infer<typeof ListParams>) {
    const { limit, connectionId } = query;
    const where = { id: { $gt: idAfter(query) ?? NIL }, ...(connectionId ? { connectionId } : {}) };
    const rows = await this.em.find(Sync, where, { orderBy: { id: 'asc' }, limit: limit + 1 });
    const page = pageOf(rows, limit, row => row);
    return { ...page, data: await Promise.all(page.data.map(row => this.view(row))) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One sync and its active run' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: SyncView })
  async get(@Param('id') id: string): Promise<SyncView> {
    return this.view(await this.syncs.get(id));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change the settings of a sync' })
  @Allow('owner', 'admin', 'member')
  @ApiOkResponse({ standardSchema: SyncView })
  async update(@Param('id') id: string, @Body({ schema: UpdateSync }) body: UpdateSync): Promise<SyncView> {
    const sync = await this.syncs.update(id, body);
    if (body.sensitiveConsentId && !sync.cursor && sync.autoSync)
      await this.queue.start(sync.id, 'change', { full: true });
    return this.view(sync);
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Delete a sync and its records here; the provider keeps its own' })
  @HttpCode(204)
  @Allow('owner', 'admin')
  @ApiNoContentResponse()
  delete(@Param('id') id: string): Promise<void> {
    return this.syncs.delete(id);
  }

  private async view(sync: Sync): Promise<SyncView> {
    const where = { syncId: sync.id, status: { $in: activeStatuses } };
    return viewSync(sync, await this.em.findOne(SyncRun, where, { refresh: true }), this.clock.now());
  }
}
