import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Clock } from '#kernel';
import { Caller, Login, type LoginFacts, type Principal, Public, SignedIn } from '#tenancy';
import { Accounts } from '../accounts/accounts.service.js';
import { loginFailed, PasswordLogin } from '../accounts/password-login.service.js';
import { Setup } from '../accounts/setup.service.js';
import { Who } from '../accounts/who.service.js';
import { absoluteMs } from '../sessions/session-policy.js';
import { Sessions } from '../sessions/sessions.service.js';
import { SecondFactor } from '../totp/second-factor.service.js';
import * as dto from './login.dto.js';
import { SessionReply } from './session-reply.js';

/** Coming in and going out. What the session may do next is asked by GET /auth/me. */
@ApiTags('login')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly setup: Setup,
    private readonly passwords: PasswordLogin,
    private readonly second: SecondFactor,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly who: Who,
    private readonly reply: SessionReply,
    private readonly clock: Clock,
  ) {}

  @Get('setup')
  @ApiOperation({ summary: 'Whether the first operator’s login is still to be made' })
  @Public('the console asks before anybody can log in')
  @ApiOkResponse({ standardSchema: dto.SetupState })
  async state() {
    return { isOpen: await this.setup.isOpen() };
  }

  @Post('setup')
  @ApiOperation({ summary: 'Make the first operator’s login; once in the life of an installation' })
  @HttpCode(204)
  @Public('an operator key, or the link of the start on this machine, is the permission')
  @ApiNoContentResponse()
  async create(
    @Body({ schema: dto.SetUp }) body: z.infer<typeof dto.SetUp>,
    @Caller() by: Principal | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    this.reply.requireOwnPage(request);
    this.reply.give(reply, await this.setup.create(body, by));
  }

  @Post('login')
  @ApiOperation({ summary: 'Log in with address and password' })
  @HttpCode(204)
  @Public('whoever logs in is nobody yet')
  @ApiNoContentResponse()
  async login(
    @Body({ schema: dto.LogIn }) body: z.infer<typeof dto.LogIn>,
    @Login() before: LoginFacts | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    this.reply.requireOwnPage(request);
    const token = await this.passwords.login(body);
    // The browser's earlier session would live on without a cookie to end it.
    if (before) await this.sessions.end(before, before.sessionId);
    this.reply.give(reply, token);
  }

  @Post('totp/verify')
  @ApiOperation({ summary: 'The second step of a login: a code of the authenticator, or a recovery code' })
  @HttpCode(204)
  @SignedIn()
  @ApiNoContentResponse()
  async secondStep(
    @Body({ schema: dto.SecondStep }) body: z.infer<typeof dto.SecondStep>,
    @Login() login: LoginFacts,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    if (!login.awaitsTotp) return;
    await this.second.prove(login, body);
    const now = this.clock.now();
    const token = await this.accounts.change(login, () =>
      this.sessions.rotate(login.sessionId, {
        awaitsTotp: false,
        authenticatedAt: now,
        expiresAt: new Date(now.getTime() + absoluteMs),
      }),
    );
    await this.passwords.tell(await this.accounts.find(login), 'login.succeeded', {
      method: 'password+totp',
    });
    this.reply.give(reply, token);
  }

  @Get('me')
  @ApiOperation({ summary: 'Who is logged in, what as, where else, and what is required next' })
  @SignedIn()
  @ApiOkResponse({ standardSchema: dto.Me })
  me(@Login() login: LoginFacts, @Caller() principal: Principal | undefined) {
    return this.who.view(login, principal);
  }

  @Post('switch')
  @ApiOperation({ summary: 'Act in another organization, or as operator' })
  @HttpCode(204)
  @SignedIn()
  @ApiNoContentResponse()
  async switch(
    @Body({ schema: dto.SwitchTo }) body: z.infer<typeof dto.SwitchTo>,
    @Login() login: LoginFacts,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    this.reply.give(reply, await this.who.switch(login, body.organizationId));
  }

  @Post('confirm')
  @ApiOperation({ summary: 'Prove again who it is, for what asks for a fresh login' })
  @HttpCode(204)
  @SignedIn()
  @ApiNoContentResponse()
  async confirm(
    @Body({ schema: dto.Confirm }) body: z.infer<typeof dto.Confirm>,
    @Login() login: LoginFacts,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    if (login.awaitsTotp) throw loginFailed();
    const account = await this.passwords.confirm(login, body.password);
    if (account.totpSince) await this.second.prove(login, body);
    const authenticatedAt = this.clock.now();
    const token = await this.accounts.change(login, () =>
      this.sessions.rotate(login.sessionId, { authenticatedAt }),
    );
    this.reply.give(reply, token);
  }

  @Post('logout')
  @ApiOperation({ summary: 'End this session' })
  @HttpCode(204)
  @SignedIn()
  @ApiNoContentResponse()
  async logout(@Login() login: LoginFacts, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.sessions.end(login, login.sessionId);
    this.reply.take(reply);
  }
}
