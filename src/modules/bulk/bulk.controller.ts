import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '#tenancy';
import { BulkAnswer, BulkRequest, MatchingAnswer, MatchingRequest } from './bulk.dto.js';
import { Bulk } from './bulk.service.js';
import { Matching } from './matching.service.js';

@ApiTags('records')
@Controller('v1/organizations/:organizationId/records')
export class BulkController {
  constructor(
    private readonly bulk: Bulk,
    private readonly matching: Matching,
  ) {}

  @Post('bulk')
  @ApiOperation({
    summary: 'Create, change, complete and delete up to 1,000 records; each is answered for itself',
  })
  @HttpCode(200)
  @Allow('owner', 'admin', 'member')
  @ApiOkResponse({ standardSchema: BulkAnswer })
  write(@Body({ schema: BulkRequest }) body: BulkRequest): Promise<BulkAnswer> {
    return this.bulk.write(body);
  }

  @Post('bulk/matching')
  @ApiOperation({
    summary: 'Change, complete or delete what a filter finds, 1,000 records a call; or only count them',
  })
  @HttpCode(200)
  @Allow('owner', 'admin', 'member')
  @ApiOkResponse({ standardSchema: MatchingAnswer })
  writeMatching(@Body({ schema: MatchingRequest }) body: MatchingRequest): Promise<MatchingAnswer> {
    return this.matching.write(body);
  }
}
