import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, Operator, type Principal } from '#tenancy';
import { AdminOverview } from './admin-overview.dto.js';
import { AdminOverviews } from './admin-overview.service.js';
import { OverviewQuery } from './overview.dto.js';

@ApiTags('admin-overview')
@Operator()
@Controller('admin/v1/overview')
export class AdminOverviewController {
  constructor(private readonly overviews: AdminOverviews) {}

  @Get()
  @ApiOperation({ summary: 'How the installation does, and what needs an operator' })
  @ApiOkResponse({ standardSchema: AdminOverview })
  get(
    @Query({ schema: OverviewQuery }) query: OverviewQuery,
    @Caller() by: Principal,
  ): Promise<AdminOverview> {
    return this.overviews.of(query, by);
  }
}
