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
import { Allow, idAfter, PageQuery, pageOf } from '#tenancy';
import { RunQueue } from './run-queue.js';
import { SyncReader } from './sync-reader.js';
import { CreateSync, SyncList, SyncView, UpdateSync } from './syncs.dto.js';
import { Syncs } from './syncs.service.js';

const ListParams = PageQuery.extend({ connectionId: z.uuid().optional() });

@ApiTags('syncs')
@Controller('v1/organizations/:organizationId/syncs')
export class SyncsController {
  constructor(
    private readonly syncs: Syncs,
    private readonly reader: SyncReader,
    private readonly queue: RunQueue,
  ) {}

  /** An automatic sync starts its first run at once. */
  @Post()
  @ApiOperation({ summary: 'Make a sync; an automatic one starts its first run at once' })
  @Allow('owner', 'admin', 'member')
  @ApiCreatedResponse({ standardSchema: SyncView })
  async create(@Body({ schema: CreateSync }) body: CreateSync): Promise<SyncView> {
    const sync = await this.syncs.create(body);
    if (sync.autoSync) await this.queue.start(sync.id, 'schedule');
    return this.reader.one(sync.id);
  }

  @Get()
  @ApiOperation({ summary: 'Syncs' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: SyncList })
  async list(@Query({ schema: ListParams }) query: z.infer<typeof ListParams>) {
    const { limit, connectionId } = query;
    const where = { id: { $gt: idAfter(query) ?? NIL }, ...(connectionId ? { connectionId } : {}) };
    return pageOf(await this.reader.find(where, limit + 1), limit, view => view);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One sync and its active run' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: SyncView })
  get(@Param('id') id: string): Promise<SyncView> {
    return this.reader.one(id);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change the settings of a sync' })
  @Allow('owner', 'admin', 'member')
  @ApiOkResponse({ standardSchema: SyncView })
  async update(@Param('id') id: string, @Body({ schema: UpdateSync }) body: UpdateSync): Promise<SyncView> {
    const sync = await this.syncs.update(id, body);
    if (body.sensitiveConsentId && !sync.cursor && sync.autoSync)
      await this.queue.start(sync.id, 'change', { full: true });
    return this.reader.one(sync.id);
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Delete a sync and its records here; the provider keeps its own' })
  @HttpCode(204)
  @Allow('owner', 'admin')
  @ApiNoContentResponse()
  delete(@Param('id') id: string): Promise<void> {
    return this.syncs.delete(id);
  }
}
