import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, Authenticated } from '#tenancy';
import { GuideView, IntegrationChecks } from './guides.dto.js';
import { Guides } from './guides.service.js';
import { IntegrationSelfChecks } from './integration-checks.service.js';

@ApiTags('setup-guides')
@Controller('v1')
export class SetupGuidesController {
  constructor(
    private readonly guides: Guides,
    private readonly checks: IntegrationSelfChecks,
  ) {}

  @Get('providers/:key/guide')
  @ApiOperation({ summary: 'How to set a provider up, step by step, with the addresses of this hub' })
  @ApiParam({ name: 'key', schema: { type: 'string' } })
  @Authenticated()
  @ApiOkResponse({ standardSchema: GuideView })
  guide(@Param('key') key: string): GuideView {
    return this.guides.of(key);
  }

  /** The vendor is asked with a code that nobody was given. */
  @Post('organizations/:organizationId/integrations/:id/check')
  @ApiOperation({ summary: 'Find out whether an integration is set up right' })
  @HttpCode(200)
  @Allow('owner', 'admin')
  @ApiOkResponse({ standardSchema: IntegrationChecks })
  check(@Param('id') id: string): Promise<IntegrationChecks> {
    return this.checks.check(id);
  }
}
