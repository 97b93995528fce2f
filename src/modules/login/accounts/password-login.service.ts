import { Injectable } from '@nestjs/common';
import { Clock, HubError, installationId } from '#kernel';
import type { LoginFacts } from '#tenancy';
import { LoginTrail } from '../login-trail.js';
import { requireGoodPassword } from '../passwords/password-rules.js';
import { Passwords } from '../passwords/passwords.service.js';
import { Sessions } from '../sessions/sessions.service.js';
import { LoginThrottle } from '../throttle/login-throttle.service.js';
import { Accounts } from './accounts.service.js';
import type { UserAccount } from './user-account.entity.js';

/** One answer for a wrong password, an unknown address and an account without password. */
export const loginFailed = () =>
  new HubError('login_failed', 401, 'That was not right. Check it and try again.');

export interface PasswordChange {
  readonly current: string;
  readonly password: string;
}

/** Who knows the password of an account. */
@Injectable()
export class PasswordLogin {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly throttle: LoginThrottle,
    private readonly sessions: Sessions,
    private readonly trail: LoginTrail,
    private readonly clock: Clock,
  ) {}

  /** The token of a new session. What it may do yet is asked by GET /auth/me. */
  async login({ email, password }: { email: string; password: string }): Promise<string> {
    await this.throttle.take(email);
    const account = await this.accounts.byEmail(email);
    await this.check(account, password);
    if (!account) throw loginFailed();
    await this.throttle.forgive(email);
    const actsIn = await this.sessions.onlyPlaceOf(account);
    const awaitsTotp = account.totpSince !== null;
    const token = await this.accounts.change(keeper(account), async () => {
      const authenticatedAt = this.clock.now();
      const opened = await this.sessions.open(account, {
        method: 'password',
        awaitsTotp,
        authenticatedAt,
        actsIn,
      });
      await this.trail.record('login.succeeded', account.id, { details: { method: 'password', awaitsTotp } });
      return opened;
    });
    if (!awaitsTotp) await this.tell(account, 'login.succeeded', { method: 'password' });
    return token;
  }

  /** Whoever is logged in proves it again. Counted like a login. */
  async confirm(login: LoginFacts, password: string): Promise<UserAccount> {
    const account = await this.accounts.find(login);
    await this.throttle.take(account.email);
    await this.check(account, password);
    await this.throttle.forgive(account.email);
    return account;
  }

  /** Every other session ends; this one gets a new token, which is returned. */
  async changePassword(login: LoginFacts, { current, password }: PasswordChange): Promise<string> {
    const known = await this.confirm(login, current);
    requireGoodPassword(password, known);
    const hash = await this.passwords.hash(password);
    return this.accounts.change(login, async account => {
      account.passwordHash = hash;
      const ended = await this.sessions.endAll(account.id, login.sessionId);
      const token = await this.sessions.rotate(login.sessionId, { authenticatedAt: this.clock.now() });
      await this.trail.record('login.password_changed', account.id, { details: { endedSessions: ended } });
      return token;
    });
  }

  /** To the organizations of the account, once the login is complete. */
  async tell(account: UserAccount, action: string, details: Record<string, string>): Promise<void> {
    for (const place of await this.sessions.placesOf(account.id))
      await this.trail.note(place.id, action, { accountId: account.id, details });
  }

  private async check(account: UserAccount | null, password: string): Promise<void> {
    const { isRight, renewed } = await this.passwords.check(password, account?.passwordHash ?? null);
    if (account && isRight) return this.renew(account, renewed);
    // The installation's trail alike for both; what organizations are told is written after the answer.
    const accountId = account?.id ?? 'unknown';
    const facts = { accountId, outcome: 'failure', details: { method: 'password' } } as const;
    await this.trail.note(installationId, 'login.failed', facts);
    const places = await this.sessions.placesOf(account?.id ?? installationId);
    this.trail.tellLater(
      places.map(place => place.id),
      'login.failed',
      facts,
    );
    throw loginFailed();
  }

  /** The cost has risen since the password was stored. */
  private async renew(known: UserAccount, hash: string | null): Promise<void> {
    if (hash === null) return;
    await this.accounts.change(keeper(known), async account => {
      if (account.passwordHash === known.passwordHash) account.passwordHash = hash;
    });
  }
}

const keeper = (account: UserAccount) => ({ realmId: account.organizationId, accountId: account.id });
