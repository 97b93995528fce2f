import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Allow, Authenticated } from '../access/access.js';
import { Organizations } from './organizations.service.js';
import { Caller, type Principal } from '../access/principal.js';
import { ChangeOrganization, OrganizationView, WhoAmI } from './organizations.dto.js';
import { viewOrganization } from '../views.js';

@ApiTags('organization')
@Controller('v1')
export class OrganizationController {
  constructor(private readonly organizations: Organizations) {}

  @Get('me')
  @ApiOperation({ summary: 'Who the credential is and what it may do' })
  @Authenticated()
  @ApiOkResponse({ standardSchema: WhoAmI })
  me(@Caller() { isSuspended: _, ...principal }: Principal): z.infer<typeof WhoAmI> {
    return { ...principal, scopes: [...principal.scopes] };
  }

  @Get('organizations/:organizationId')
  @ApiOperation({ summary: 'The organization' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: OrganizationView })
  async get(): Promise<z.infer<typeof OrganizationView>> {
    return viewOrganization(await this.organizations.current());
  }

  @Patch('organizations/:organizationId')
  @ApiOperation({ summary: 'Rename the organization' })
  @Allow('owner', 'admin')
  @ApiOkResponse({ standardSchema: OrganizationView })
  async change(
    @Body({ schema: ChangeOrganization }) body: z.infer<typeof ChangeOrganization>,
  ): Promise<z.infer<typeof OrganizationView>> {
    return viewOrganization(await this.organizations.change(body));
  }
}
