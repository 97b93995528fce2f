import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OrganizationScope } from '#database';
import type { Page } from '#kernel';
import { Caller, installationId, Operator, type Principal, actorOf } from '#tenancy';
import { Monitor } from './receipt-monitor.js';
import { ReceiptList, ReceiptMonitor, ReceiptQuery, type ReceiptView } from './receipts.dto.js';
import { Receipts } from './receipts.service.js';

@ApiTags('operators')
@Controller('admin/v1/receipts')
export class ReceiptsAdminController {
  constructor(
    private readonly monitor: Monitor,
    private readonly receipts: Receipts,
    private readonly scope: OrganizationScope,
  ) {}

  @Get('monitor')
  @ApiOperation({ summary: 'How the last 24 hours of webhooks went, for the whole installation' })
  @Operator()
  @ApiOkResponse({ standardSchema: ReceiptMonitor })
  figures(): Promise<ReceiptMonitor> {
    return this.monitor.ofInstallation();
  }

  /** Of organizations' own an operator sees figures only. */
  @Get()
  @ApiOperation({ summary: 'Received webhooks that belong to no organization, newest first' })
  @Operator()
  @ApiOkResponse({ standardSchema: ReceiptList })
  list(
    @Query({ schema: ReceiptQuery }) query: ReceiptQuery,
    @Caller() caller: Principal,
  ): Promise<Page<ReceiptView>> {
    return this.scope.run(installationId, actorOf(caller), () => this.receipts.list(query));
  }
}
