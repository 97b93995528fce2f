import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { OrganizationScope } from '#database';
import { Public } from '#tenancy';
import { SsoSettings } from '../sso/sso-settings.service.js';
import * as dto from './login.dto.js';

const system = { kind: 'system', id: 'login' } as const;

/** What the login page may know of an organization before anybody is logged in. */
@ApiTags('login')
@Controller('auth')
export class SsoOfferController {
  constructor(
    private readonly scope: OrganizationScope,
    private readonly sso: SsoSettings,
  ) {}

  @Get('sso/:id/offer')
  @ApiOperation({ summary: 'Whether an organization has single sign-on; one that does not exist has none' })
  @Public('the login page asks before anybody can log in')
  @ApiOkResponse({ standardSchema: dto.SsoOffer })
  async offer(@Param('id') id: string): Promise<z.infer<typeof dto.SsoOffer>> {
    const found = await this.scope.run(id, system, () => this.sso.look());
    return { isOffered: found !== null };
  }
}
