import { Body, Controller, Delete, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { HubError } from '#kernel';
import { Fresh, Login, type LoginFacts, NotReplayable, SignedIn } from '#tenancy';
import { PasswordLogin } from '../accounts/password-login.service.js';
import type { LoginSession } from '../sessions/login-session.entity.js';
import { absoluteMs } from '../sessions/session-policy.js';
import { Sessions } from '../sessions/sessions.service.js';
import { SecondFactor } from '../totp/second-factor.service.js';
import * as dto from './login.dto.js';
import { SessionReply } from './session-reply.js';

/** A person's own login. */
@ApiTags('login')
@Controller('auth')
export class AccountController {
  constructor(
    private readonly passwords: PasswordLogin,
    private readonly second: SecondFactor,
    private readonly sessions: Sessions,
    private readonly reply: SessionReply,
  ) {}

  @Get('sessions')
  @ApiOperation({ summary: 'One’s own sessions' })
  @SignedIn()
  @ApiOkResponse({ standardSchema: dto.LoginSessionList })
  async list(@Login() login: LoginFacts): Promise<z.infer<typeof dto.LoginSessionList>> {
    requireComplete(login);
    const sessions = await this.sessions.list(login);
    return { data: sessions.map(session => viewSession(session, login)), nextCursor: null };
  }

  @Delete('sessions/:id')
  @ApiOperation({ summary: 'End one of one’s own sessions' })
  @HttpCode(204)
  @SignedIn()
  @ApiNoContentResponse()
  async end(@Param('id') id: string, @Login() login: LoginFacts): Promise<void> {
    requireComplete(login);
    await this.sessions.end(login, id);
  }

  @Post('password')
  @ApiOperation({ summary: 'Change one’s password; all other sessions end' })
  @HttpCode(204)
  @SignedIn()
  @ApiNoContentResponse()
  async changePassword(
    @Body({ schema: dto.ChangePassword }) body: z.infer<typeof dto.ChangePassword>,
    @Login() login: LoginFacts,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    requireComplete(login);
    this.reply.give(reply, await this.passwords.changePassword(login, body));
  }

  @Post('totp')
  @ApiOperation({ summary: 'Begin with two-step login: a secret to scan, shown this once' })
  @HttpCode(200)
  @SignedIn()
  @Fresh()
  @NotReplayable()
  @ApiOkResponse({ standardSchema: dto.TotpSecret })
  begin(@Login() login: LoginFacts) {
    requireComplete(login);
    return this.second.begin(login);
  }

  @Post('totp/confirm')
  @ApiOperation({ summary: 'Turn two-step login on by a first code; all other sessions end' })
  @HttpCode(200)
  @SignedIn()
  @Fresh()
  @NotReplayable()
  @ApiOkResponse({ standardSchema: dto.RecoveryCodes })
  async turnOn(
    @Body({ schema: dto.TurnOnTotp }) body: z.infer<typeof dto.TurnOnTotp>,
    @Login() login: LoginFacts,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof dto.RecoveryCodes>> {
    requireComplete(login);
    const { token, recoveryCodes } = await this.second.turnOn(login, body.code);
    this.reply.give(reply, token);
    return { recoveryCodes };
  }

  @Delete('totp')
  @ApiOperation({ summary: 'Turn two-step login off' })
  @HttpCode(204)
  @SignedIn()
  @Fresh()
  @ApiNoContentResponse()
  async turnOff(@Login() login: LoginFacts, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    requireComplete(login);
    this.reply.give(reply, await this.second.turnOff(login));
  }

  @Post('totp/recovery-codes')
  @ApiOperation({ summary: 'Ten new recovery codes; the old ones end' })
  @HttpCode(200)
  @SignedIn()
  @Fresh()
  @NotReplayable()
  @ApiOkResponse({ standardSchema: dto.RecoveryCodes })
  async renew(@Login() login: LoginFacts): Promise<z.infer<typeof dto.RecoveryCodes>> {
    requireComplete(login);
    return { recoveryCodes: await this.second.renewCodes(login) };
  }
}

const requireComplete = ({ awaitsTotp }: LoginFacts): void => {
  if (awaitsTotp) throw new HubError('totp_required', 403, 'Send the code of the second step first.');
};

const viewSession = (session: LoginSession, login: LoginFacts): z.infer<typeof dto.LoginSessionView> => ({
  id: session.id,
  isCurrent: session.id === login.sessionId,
  method: session.method,
  address: session.address ?? null,
  userAgent: session.userAgent ?? null,
  createdAt: session.createdAt.toISOString(),
  seenAt: session.seenAt.toISOString(),
  expiresAt: (session.awaitsTotp
    ? session.expiresAt
    : new Date(Math.min(session.expiresAt.getTime(), session.createdAt.getTime() + absoluteMs))
  ).toISOString(),
});
