import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '#tenancy';
import { FreeBusy, FreeBusyQuery } from './free-busy.dto.js';
import { BusyTimes } from './free-busy.js';

@ApiTags('statistics')
@Controller('v1/organizations/:organizationId/free-busy')
export class FreeBusyController {
  constructor(private readonly busyTimes: BusyTimes) {}

  @Get()
  @ApiOperation({ summary: 'When calendars are taken, from the events that are stored here' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: FreeBusy })
  freeBusy(@Query({ schema: FreeBusyQuery }) query: FreeBusyQuery): Promise<FreeBusy> {
    return this.busyTimes.of(query);
  }
}
