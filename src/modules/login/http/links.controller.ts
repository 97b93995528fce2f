import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Login, type LoginFacts, Public } from '#tenancy';
import { PasswordResets } from '../accounts/password-resets.service.js';
import { Acceptance } from '../invitations/acceptance.service.js';
import { Offers } from '../invitations/offers.service.js';
import * as dto from './login.dto.js';
import { SessionReply } from './session-reply.js';

/** What the holder of a link may do. */
@ApiTags('login')
@Controller('auth')
export class LinksController {
  constructor(
    private readonly acceptance: Acceptance,
    private readonly offers: Offers,
    private readonly resets: PasswordResets,
    private readonly reply: SessionReply,
  ) {}

  @Post('invitations/look')
  @ApiOperation({ summary: 'What an invitation offers' })
  @HttpCode(200)
  @Public('the unguessable link is the permission')
  @ApiOkResponse({ standardSchema: dto.InvitationOffer })
  look(@Body({ schema: dto.LookAtInvitation }) body: z.infer<typeof dto.LookAtInvitation>) {
    return this.offers.look(body.token);
  }

  @Post('invitations/accept')
  @ApiOperation({ summary: 'Accept with a new password, or with the login one has' })
  @HttpCode(204)
  @Public('the unguessable link is the permission')
  @ApiNoContentResponse()
  async accept(
    @Body({ schema: dto.AcceptInvitation }) body: z.infer<typeof dto.AcceptInvitation>,
    @Login() login: LoginFacts | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    this.reply.requireOwnPage(request);
    this.reply.give(reply, await this.acceptance.accept(body, login));
  }

  @Post('password-reset')
  @ApiOperation({ summary: 'Choose a new password by a link; all sessions end' })
  @HttpCode(204)
  @Public('the unguessable link is the permission')
  @ApiNoContentResponse()
  async reset(
    @Body({ schema: dto.ResetPassword }) body: z.infer<typeof dto.ResetPassword>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    this.reply.requireOwnPage(request);
    await this.resets.use(body.token, body.password);
  }
}
