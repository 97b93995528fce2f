import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { z } from 'zod';
import { OrganizationScope } from '#database';
import { installationId } from '#kernel';
import {
  actorOf,
  Caller,
  Fresh,
  idAfter,
  NotReplayable,
  Operator,
  OrganizationDirectory,
  PageQuery,
  pageOf,
  type Principal,
} from '#tenancy';
import { Accounts } from '../accounts/accounts.service.js';
import { PasswordResets } from '../accounts/password-resets.service.js';
import { UserAccount } from '../accounts/user-account.entity.js';
import { Invitations } from '../invitations/invitations.service.js';
import { LoginTrail } from '../login-trail.js';
import { SecondFactor } from '../totp/second-factor.service.js';
import * as dto from './login.dto.js';

/** People of the installation, for its operators. */
@ApiTags('admin-accounts')
@Controller('admin/v1')
export class AdminLoginController {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly accounts: Accounts,
    private readonly invitations: Invitations,
    private readonly directory: OrganizationDirectory,
    private readonly resets: PasswordResets,
    private readonly second: SecondFactor,
    private readonly trail: LoginTrail,
  ) {}

  @Get('accounts')
  @ApiOperation({ summary: 'Logins with a password' })
  @Operator()
  @ApiOkResponse({ standardSchema: dto.AccountPage })
  list(@Query({ schema: PageQuery }) query: PageQuery, @Caller() by: Principal) {
    const after = idAfter(query);
    return this.scope.run(installationId, actorOf(by), async () => {
      const options = { orderBy: { id: 'asc' }, limit: query.limit + 1 } as const;
      const rows = await this.em.find(UserAccount, after ? { id: { $gt: after } } : {}, options);
      return pageOf(rows, query.limit, viewAccount);
    });
  }

  @Post('accounts/:id/password-reset')
  @ApiOperation({ summary: 'A link by which a person chooses a new password; shown this once' })
  @Operator()
  @Fresh()
  @NotReplayable()
  @ApiCreatedResponse({ standardSchema: dto.IssuedLinkView })
  async reset(@Param('id') id: string, @Caller() by: Principal) {
    return this.resets.issue(await this.accounts.require(id), installationId, by);
  }

  @Delete('accounts/:id/totp')
  @ApiOperation({ summary: 'Turn two-step login off for somebody who lost authenticator and recovery codes' })
  @HttpCode(204)
  @Operator()
  @Fresh()
  @ApiNoContentResponse()
  async turnOff(@Param('id') id: string, @Caller() by: Principal): Promise<void> {
    await this.accounts.require(id);
    await this.accounts.within(installationId, actorOf(by), async em => {
      await this.second.clear(await em.findOneOrFail(UserAccount, { id }));
      await this.trail.record('login.totp_turned_off', id);
    });
  }

  @Post('invitations')
  @ApiOperation({ summary: 'Invite an operator; the link is shown this once' })
  @Operator()
  @Fresh()
  @NotReplayable()
  @ApiCreatedResponse({ standardSchema: dto.CreatedInvitation })
  inviteOperator(
    @Body({ schema: dto.InviteOperator }) { email }: z.infer<typeof dto.InviteOperator>,
    @Caller() by: Principal,
  ) {
    return this.scope.run(installationId, actorOf(by), () =>
      this.invitations.create({ email, role: 'operator' }, by),
    );
  }

  @Post('organizations/:id/invitations')
  @ApiOperation({ summary: 'Invite somebody into an organization, such as its first owner' })
  @Operator()
  @Fresh()
  @NotReplayable()
  @ApiCreatedResponse({ standardSchema: dto.CreatedInvitation })
  async inviteInto(
    @Param('id') id: string,
    @Body({ schema: dto.CreateInvitation }) body: z.infer<typeof dto.CreateInvitation>,
    @Caller() by: Principal,
  ) {
    await this.directory.get(id);
    return this.scope.run(id, actorOf(by), () => this.invitations.create(body, by));
  }
}

const viewAccount = (account: UserAccount): z.infer<typeof dto.AccountView> => ({
  id: account.id,
  email: account.email,
  name: account.name,
  isOperator: account.isOperator,
  hasTotp: account.totpSince !== null,
  createdAt: account.createdAt.toISOString(),
});
