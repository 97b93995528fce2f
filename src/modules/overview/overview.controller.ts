import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, Caller, type Principal } from '#tenancy';
import { Overview, OverviewQuery } from './overview.dto.js';
import { Overviews } from './overview.service.js';

@ApiTags('overview')
@Controller('v1/organizations/:organizationId/overview')
export class OverviewController {
  constructor(private readonly overviews: Overviews) {}

  @Get()
  @ApiOperation({ summary: 'How the day goes, and what needs somebody' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: Overview })
  get(@Query({ schema: OverviewQuery }) query: OverviewQuery, @Caller() by: Principal): Promise<Overview> {
    return this.overviews.of(query, by.role !== 'member');
  }
}
