import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '#config';
import { OrganizationScope } from '#database';
import { HubError } from '#kernel';
import { type AuthenticatedRequest, Public } from '#tenancy';
import { readCookie, requireSafeTransport, setCookie } from '../sessions/session-cookie.js';
import { Sessions } from '../sessions/sessions.service.js';
import { SsoFlow } from '../sso/sso-flow.service.js';
import { newToken } from '../token.js';
import { SessionReply } from './session-reply.js';

const system = { kind: 'system', id: 'login' } as const;

/** Pages that a browser passes on its way to an organization's identity provider and back. */
@ApiExcludeController()
@Controller('auth/sso')
export class SsoController {
  constructor(
    private readonly scope: OrganizationScope,
    private readonly flow: SsoFlow,
    private readonly sessions: Sessions,
    private readonly config: Config,
    private readonly reply: SessionReply,
  ) {}

  @Get(':id')
  @Public('whoever logs in is nobody yet')
  async begin(
    @Param('id') id: string,
    @Query('confirm') confirm: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { publicUrl } = this.config;
    requireSafeTransport(publicUrl);
    const browser = readCookie(request.headers.cookie, 'sso', publicUrl) ?? newToken().plain;
    const url = await this.scope.run(id, system, () => this.flow.begin(id, browser, confirm === 'true'));
    reply.header('set-cookie', setCookie('sso', browser, publicUrl)).redirect(url, 303);
  }

  @Get(':id/callback')
  @Public('the single-use state bound to the browser is the permission')
  async callback(
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest & AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { login: before } = request;
    const browser = readCookie(request.headers.cookie, 'sso', this.config.publicUrl);
    const answer = { state: textOf(query['state']), code: textOf(query['code']), iss: textOf(query['iss']) };
    try {
      const token = await this.scope.run(id, system, () => this.flow.finish(id, browser, answer));
      if (before) await this.sessions.end(before, before.sessionId);
      this.reply.give(reply, token);
      reply.redirect(`${this.config.consoleUrl}/`, 303);
    } catch (error) {
      // A person sits in front of it: the console says it in words. What we did not expect is answered as everywhere.
      if (!(error instanceof HubError)) throw error;
      reply.redirect(`${this.config.consoleUrl}/login#problem=${error.code}`, 303);
    }
  }
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= 4096 ? value : undefined;
