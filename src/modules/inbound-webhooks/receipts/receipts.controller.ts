import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { NIL } from 'uuid';
import type { Page } from '#kernel';
import { Allow, idAfter, PageQuery, pageOf } from '#tenancy';
import { ReceiptFilter } from '../receipt-filter.entity.js';
import { Monitor } from './receipt-monitor.js';
import { ReceiptFilters } from './receipt-filters.service.js';
import {
  CreateReceiptFilter,
  ReceiptDetail,
  ReceiptFilterList,
  ReceiptFilterView,
  ReceiptList,
  ReceiptMonitor,
  ReceiptQuery,
  ReceiptReplayView,
  ReceiptView,
  ReplayReceipts,
} from './receipts.dto.js';
import { Receipts } from './receipts.service.js';
import { viewFilter, viewReplay } from './receipts.view.js';
import { Replays } from './replays.service.js';

@ApiTags('receipts')
@Controller('v1/organizations/:organizationId/receipts')
export class ReceiptsController {
  constructor(
    private readonly em: EntityManager,
    private readonly receipts: Receipts,
    private readonly replays: Replays,
    private readonly filters: ReceiptFilters,
    private readonly monitor: Monitor,
  ) {}

  /** Newest first. */
  @Get()
  @ApiOperation({ summary: 'Received webhooks, newest first' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: ReceiptList })
  list(@Query({ schema: ReceiptQuery }) query: ReceiptQuery): Promise<Page<ReceiptView>> {
    return this.receipts.list(query);
  }

  @Get('monitor')
  @ApiOperation({ summary: 'How the last 24 hours of webhooks went, by provider and hour' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: ReceiptMonitor })
  figures(): Promise<ReceiptMonitor> {
    return this.monitor.ofOrganization();
  }

  @Post('replay')
  @ApiOperation({ summary: 'Process a range of received webhooks again' })
  @HttpCode(202)
  @Allow('owner', 'admin')
  @ApiAcceptedResponse({ standardSchema: ReceiptReplayView })
  async replayRange(@Body({ schema: ReplayReceipts }) body: ReplayReceipts): Promise<ReceiptReplayView> {
    return viewReplay(await this.replays.start(body));
  }

  @Get('replays/:id')
  @ApiOperation({ summary: 'How far a replay is' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: ReceiptReplayView })
  async replayOf(@Param('id') id: string): Promise<ReceiptReplayView> {
    return viewReplay(await this.replays.get(id));
  }

  @Post('filters')
  @ApiOperation({ summary: 'Ignore a kind of event of a connection or an integration' })
  @Allow('owner', 'admin')
  @ApiCreatedResponse({ standardSchema: ReceiptFilterView })
  async addFilter(@Body({ schema: CreateReceiptFilter }) body: CreateReceiptFilter) {
    return viewFilter(await this.filters.create(body));
  }

  @Get('filters')
  @ApiOperation({ summary: 'Kinds of events that are ignored' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: ReceiptFilterList })
  async listFilters(@Query({ schema: PageQuery }) query: PageQuery): Promise<Page<ReceiptFilterView>> {
    const where = { id: { $gt: idAfter(query) ?? NIL } };
    const rows = await this.em.find(ReceiptFilter, where, { orderBy: { id: 'asc' }, limit: query.limit + 1 });
    return pageOf(rows, query.limit, viewFilter);
  }

  @Delete('filters/:id')
  @ApiOperation({ summary: 'Act upon a kind of event again' })
  @HttpCode(204)
  @Allow('owner', 'admin')
  @ApiNoContentResponse()
  removeFilter(@Param('id') id: string): Promise<void> {
    return this.filters.delete(id);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One received webhook with its payload' })
  @Allow('owner', 'admin', 'member')
  @ApiOkResponse({ standardSchema: ReceiptDetail })
  get(@Param('id') id: string): Promise<ReceiptDetail> {
    return this.receipts.get(id);
  }

  @Post(':id/replay')
  @ApiOperation({ summary: 'Process a received webhook again' })
  @HttpCode(202)
  @Allow('owner', 'admin', 'member')
  @ApiAcceptedResponse({ standardSchema: ReceiptView })
  replay(@Param('id') id: string): Promise<ReceiptView> {
    return this.receipts.replay(id);
  }
}
