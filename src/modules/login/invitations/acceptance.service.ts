import { Injectable } from '@nestjs/common';
import { Config } from '#config';
import { Clock, HubError, installationId } from '#kernel';
import type { LoginFacts } from '#tenancy';
import type { z } from 'zod';
import { accountExists, Accounts } from '../accounts/accounts.service.js';
import { linkInvalid } from '../accounts/password-resets.service.js';
import type { UserAccount } from '../accounts/user-account.entity.js';
import { ssoRequired } from '../accounts/who.service.js';
import type { AcceptInvitation } from '../http/login.dto.js';
import { LoginTrail } from '../login-trail.js';
import { requireGoodPassword } from '../passwords/password-rules.js';
import { Passwords } from '../passwords/passwords.service.js';
import { requireSafeTransport } from '../sessions/session-cookie.js';
import { Sessions } from '../sessions/sessions.service.js';
import { Invitation } from './invitation.entity.js';
import { isOperatorsInvitation } from './invitations.service.js';
import { Memberships } from './memberships.service.js';
import { Offers } from './offers.service.js';

const system = { kind: 'system', id: 'login' } as const;

/**
 * An invited person comes in. The link gives the membership and nothing else: it never sets the password of a login that
 * exists, because whoever made the link has seen it and may be a stranger to that person's other organizations.
 */
@Injectable()
export class Acceptance {
  constructor(
    private readonly offers: Offers,
    private readonly accounts: Accounts,
    private readonly memberships: Memberships,
    private readonly sessions: Sessions,
    private readonly trail: LoginTrail,
    private readonly passwords: Passwords,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** The token of a session in which the person may act in what was offered. */
  async accept(wish: z.infer<typeof AcceptInvitation>, login: LoginFacts | undefined): Promise<string> {
    requireSafeTransport(this.config.publicUrl);
    const { invitation, sso } = await this.offers.find(wish.token);
    if (sso?.isEnforced && login?.method !== 'sso') throw ssoRequired(sso.organizationId);
    const isKnown = login?.isOurs === true && login.realmId === installationId && !login.awaitsTotp;
    const account = isKnown ? await this.own(invitation, login) : await this.make(invitation, wish);
    const actsIn = isOperatorsInvitation(invitation) ? null : invitation.organizationId;
    if (actsIn === null) await this.promote(invitation, account);
    else await this.memberships.accept(invitation, account);
    return this.enter(account, actsIn, isKnown ? login : null);
  }

  private async enter(
    account: UserAccount,
    actsIn: string | null,
    login: LoginFacts | null,
  ): Promise<string> {
    const authenticatedAt = this.clock.now();
    const keeper = { realmId: installationId, accountId: account.id };
    return this.accounts.change(keeper, async fresh => {
      if (login) {
        const actsAs = actsIn ? 'member' : 'operator';
        return this.sessions.rotate(login.sessionId, { actsAs, actsIn });
      }
      const facts = { method: 'password', awaitsTotp: false, authenticatedAt, actsIn } as const;
      const token = await this.sessions.open(fresh, facts);
      await this.trail.record('login.succeeded', account.id, { details: { method: 'password' } });
      return token;
    });
  }

  private async own(invitation: Invitation, login: LoginFacts): Promise<UserAccount> {
    const account = await this.accounts.find(login);
    if (account.email.toLowerCase() === invitation.email.toLowerCase()) return account;
    throw new HubError(
      'invitation_of_another',
      403,
      'The invitation is for another address than yours. Log out first.',
    );
  }

  private async make(invitation: Invitation, wish: z.infer<typeof AcceptInvitation>): Promise<UserAccount> {
    const { email } = invitation;
    if (await this.accounts.byEmail(email)) throw accountExists();
    const { name = '', password = '' } = wish;
    requireGoodPassword(password, { email, name });
    const passwordHash = await this.passwords.hash(password);
    return this.accounts.within(installationId, system, async em => {
      const facts = { email, name: name || (email.split('@')[0] ?? email), isOperator: false, passwordHash };
      const account = await this.accounts.create(em, installationId, facts);
      await this.trail.record('login.account_created', account.id);
      return account;
    });
  }

  private async promote(invitation: Invitation, account: UserAccount): Promise<void> {
    await this.accounts.change({ realmId: installationId, accountId: account.id }, async (fresh, em) => {
      const acceptedAt = this.clock.now();
      const open = { id: invitation.id, acceptedAt: null, revokedAt: null };
      if ((await em.nativeUpdate(Invitation, open, { acceptedAt })) !== 1) throw linkInvalid();
      fresh.isOperator = true;
      await this.trail.record('invitation.accepted', account.id, { details: { role: 'operator' } });
    });
  }
}
