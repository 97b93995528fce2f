import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Allow } from '#tenancy';
import { RunHistoryParams, RunHistoryView } from './run-history.dto.js';
import { RunHistory } from './run-history.js';
import { Syncs } from './syncs.service.js';

@ApiTags('runs')
@Controller('v1/organizations/:organizationId/syncs/:syncId/run-history')
export class RunHistoryController {
  constructor(
    private readonly syncs: Syncs,
    private readonly history: RunHistory,
  ) {}

  @Get()
  @ApiOperation({ summary: 'How the runs of a sync went, day by day' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: RunHistoryView })
  async days(
    @Param('syncId') syncId: string,
    @Query({ schema: RunHistoryParams }) { days }: z.infer<typeof RunHistoryParams>,
  ): Promise<RunHistoryView> {
    await this.syncs.get(syncId);
    return this.history.of(syncId, days);
  }
}
