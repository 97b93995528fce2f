import { Injectable } from '@nestjs/common';
import { Config } from '#config';
import { Clock, conflict, HubError, installationId, newId } from '#kernel';
import { actorOf, type Principal } from '#tenancy';
import { LoginTrail } from '../login-trail.js';
import { requireGoodPassword } from '../passwords/password-rules.js';
import { Passwords } from '../passwords/passwords.service.js';
import { Sessions } from '../sessions/sessions.service.js';
import { LoginThrottle } from '../throttle/login-throttle.service.js';
import { hashToken, newToken } from '../token.js';
import { Accounts } from './accounts.service.js';
import { LoginLink } from './login-link.entity.js';
import { UserAccount } from './user-account.entity.js';

const linkMs = 24 * 3600_000;

export interface IssuedLink {
  readonly url: string;
  readonly expiresAt: string;
}

/** There is no mail server: an owner or operator gets the link once and hands it on. */
@Injectable()
export class PasswordResets {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly throttle: LoginThrottle,
    private readonly trail: LoginTrail,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** `issuedIn` is the organization of an owner, or the installation for an operator. */
  async issue(account: UserAccount, issuedIn: string, by: Principal): Promise<IssuedLink> {
    await this.requireWithin(account, issuedIn);
    const { plain, hash } = newToken();
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + linkMs);
    await this.accounts.within(installationId, actorOf(by), async em => {
      // The last link counts: an older one may have gone astray.
      await em.nativeUpdate(LoginLink, { accountId: account.id, usedAt: null }, { usedAt: createdAt });
      em.create(LoginLink, {
        ...{ id: newId(), organizationId: installationId, accountId: account.id, purpose: 'password_reset' },
        ...{ hash, issuedIn, createdBy: by.id, createdAt, expiresAt, usedAt: null },
      });
      await em.flush();
      await this.trail.record('login.reset_link_made', account.id, { details: { issuedIn } });
    });
    return { url: `${this.config.consoleUrl}/reset#${plain}`, expiresAt: expiresAt.toISOString() };
  }

  /** Sets the password and ends every session. It logs nobody in: a second factor is still asked for. */
  async use(token: string, password: string): Promise<void> {
    const hash = hashToken(token);
    await this.throttle.take(`link:${hash}`);
    const link = await this.find(hash);
    const account = await this.accounts.require(link.accountId ?? '');
    requireGoodPassword(password, account);
    await this.requireWithin(account, link.issuedIn);
    const passwordHash = await this.passwords.hash(password);
    await this.accounts.change({ realmId: installationId, accountId: account.id }, async (fresh, em) => {
      const usedAt = this.clock.now();
      const used = await em.nativeUpdate(LoginLink, { id: link.id, usedAt: null }, { usedAt });
      if (used !== 1) throw linkInvalid();
      fresh.passwordHash = passwordHash;
      const endedSessions = await this.sessions.endAll(fresh.id);
      await this.trail.record('login.password_reset', fresh.id, { details: { endedSessions } });
    });
    await this.throttle.forgive(`link:${hash}`);
    await this.throttle.forgive(account.email);
  }

  private async find(hash: string): Promise<LoginLink> {
    const system = { kind: 'system', id: 'login' } as const;
    const link = await this.accounts.within(installationId, system, em =>
      em.findOne(LoginLink, { hash, purpose: 'password_reset', usedAt: null }),
    );
    if (!link || link.expiresAt <= this.clock.now()) throw linkInvalid();
    return link;
  }

  /**
   * An owner speaks for people of the own organization alone. A password opens all that an account may do, so for
   * somebody who is also elsewhere, or an operator, only an operator may make a link.
   */
  private async requireWithin(account: UserAccount, issuedIn: string): Promise<void> {
    if (issuedIn === installationId) return;
    const places = await this.sessions.allPlacesOf(account.id);
    if (!account.isOperator && places.every(place => place.id === issuedIn)) return;
    throw conflict('operator_required', 'Only an operator of the hub can make a link for this person.');
  }
}

export const linkInvalid = () =>
  new HubError('link_invalid', 410, 'The link was used, was withdrawn or has expired. Ask for a new one.');
