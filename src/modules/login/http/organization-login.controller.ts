import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { z } from 'zod';
import { Allow, Caller, Fresh, NotReplayable, PageQuery, type Principal } from '#tenancy';
import { MemberResets } from '../accounts/member-resets.service.js';
import { Invitations } from '../invitations/invitations.service.js';
import { SsoSettings } from '../sso/sso-settings.service.js';
import * as dto from './login.dto.js';

/** How people come into an organization. */
@ApiTags('members')
@Controller('v1/organizations/:organizationId')
export class OrganizationLoginController {
  constructor(
    private readonly invitations: Invitations,
    private readonly resets: MemberResets,
    private readonly sso: SsoSettings,
  ) {}

  @Get('invitations')
  @ApiOperation({ summary: 'Invitations' })
  @Allow('owner', 'admin')
  @ApiOkResponse({ standardSchema: dto.InvitationPage })
  listInvitations(@Query({ schema: PageQuery }) query: PageQuery) {
    return this.invitations.list(query);
  }

  @Post('invitations')
  @ApiOperation({ summary: 'Invite a person; the link is shown this once and works for seven days' })
  @Allow('owner', 'admin')
  @Fresh()
  @NotReplayable()
  @ApiCreatedResponse({ standardSchema: dto.CreatedInvitation })
  invite(
    @Body({ schema: dto.CreateInvitation }) body: z.infer<typeof dto.CreateInvitation>,
    @Caller() by: Principal,
  ) {
    return this.invitations.create(body, by);
  }

  @Delete('invitations/:id')
  @ApiOperation({ summary: 'Withdraw an invitation' })
  @HttpCode(204)
  @Allow('owner', 'admin')
  @ApiNoContentResponse()
  revoke(@Param('id') id: string, @Caller() by: Principal) {
    return this.invitations.revoke(id, by);
  }

  @Post('members/:id/password-reset')
  @ApiOperation({ summary: 'A link by which a member chooses a new password; shown this once' })
  @Allow('owner')
  @Fresh()
  @NotReplayable()
  @ApiCreatedResponse({ standardSchema: dto.IssuedLinkView })
  reset(@Param('id') id: string, @Caller() by: Principal) {
    return this.resets.issue(id, by);
  }

  @Get('sso')
  @ApiOperation({ summary: 'The organization’s single sign-on, or that there is none' })
  @Allow('owner', 'admin', 'auditor')
  @ApiOkResponse({ standardSchema: dto.SsoState })
  getSso() {
    return this.sso.state();
  }

  @Put('sso')
  @ApiOperation({ summary: 'Set up or change single sign-on; the identity provider is asked at once' })
  @Allow('owner')
  @Fresh()
  @ApiOkResponse({ standardSchema: dto.SsoView })
  configureSso(@Body({ schema: dto.ConfigureSso }) body: z.infer<typeof dto.ConfigureSso>) {
    return this.sso.configure(body);
  }

  @Delete('sso')
  @ApiOperation({ summary: 'Remove single sign-on' })
  @HttpCode(204)
  @Allow('owner')
  @Fresh()
  @ApiNoContentResponse()
  removeSso() {
    return this.sso.remove();
  }
}
