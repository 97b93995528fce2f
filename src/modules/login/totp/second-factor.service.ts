import { randomBytes } from 'node:crypto';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Vault } from '#crypto';
import { Clock, conflict, HubError, installationId, newId } from '#kernel';
import type { LoginFacts } from '#tenancy';
import { Accounts } from '../accounts/accounts.service.js';
import { loginFailed } from '../accounts/password-login.service.js';
import { RecoveryCode } from '../accounts/recovery-code.entity.js';
import type { UserAccount } from '../accounts/user-account.entity.js';
import { LoginTrail } from '../login-trail.js';
import { Sessions } from '../sessions/sessions.service.js';
import { LoginThrottle } from '../throttle/login-throttle.service.js';
import { base32, fromBase32 } from './base32.js';
import { newRecoveryCodes, recoveryHash } from './recovery-codes.js';
import { acceptedStep } from './totp.js';

export interface Proof {
  readonly code?: string | undefined;
  readonly recoveryCode?: string | undefined;
}

/** One-time codes of an authenticator app, and the codes on paper for when it is lost. */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly em: EntityManager,
    private readonly accounts: Accounts,
    private readonly vault: Vault,
    private readonly throttle: LoginThrottle,
    private readonly sessions: Sessions,
    private readonly trail: LoginTrail,
    private readonly clock: Clock,
  ) {}

  /** A secret to scan. Nothing is asked for until a first code has confirmed it. */
  async begin(login: LoginFacts): Promise<{ secret: string; uri: string }> {
    requirePassword(login);
    const secret = base32(randomBytes(20));
    const known = await this.accounts.find(login);
    const version = known.totpVersion + 1;
    const sealed = await this.vault.seal(secret, placeOf(known.id, version));
    return this.accounts.change(login, async account => {
      if (account.totpSince) throw conflict('totp_on', 'Two-step login is on. Turn it off first.');
      if (account.totpVersion !== version - 1)
        throw conflict('totp_begun', 'Begun twice at once. Try again.');
      Object.assign(account, { totpSecret: sealed, totpVersion: version, totpLastStep: null });
      return { secret, uri: uriOf(account.email, secret) };
    });
  }

  /** Turns it on: the other sessions, which knew a password alone, end. */
  async turnOn(login: LoginFacts, code: string): Promise<{ token: string; recoveryCodes: string[] }> {
    const known = await this.accounts.find(login);
    if (known.totpSince) throw conflict('totp_on', 'Two-step login is on. Turn it off first.');
    const secret = await this.secretOf(known);
    if (!secret) throw conflict('totp_not_begun', 'Begin with a secret to scan.');
    return this.accounts.change(login, async account => {
      const step = acceptedStep(secret, code, {
        now: this.clock.now(),
        lastStep: account.totpLastStep ?? null,
      });
      if (step === null || account.totpVersion !== known.totpVersion) throw loginFailed();
      Object.assign(account, { totpSince: this.clock.now(), totpLastStep: step });
      const recoveryCodes = await this.replaceCodes(account);
      await this.sessions.endAll(account.id, login.sessionId);
      const token = await this.sessions.rotate(login.sessionId, {});
      await this.trail.record('login.totp_turned_on', account.id);
      return { token, recoveryCodes };
    });
  }

  /** The session's token afterwards. */
  turnOff(login: LoginFacts): Promise<string> {
    return this.accounts.change(login, async account => {
      await this.clear(account);
      await this.trail.record('login.totp_turned_off', account.id);
      return this.sessions.rotate(login.sessionId, {});
    });
  }

  /** Inside the caller's transaction on the account. */
  async clear(account: UserAccount): Promise<void> {
    Object.assign(account, { totpSecret: null, totpSince: null, totpLastStep: null });
    await this.em.nativeDelete(RecoveryCode, { accountId: account.id });
  }

  renewCodes(login: LoginFacts): Promise<string[]> {
    return this.accounts.change(login, async account => {
      if (!account.totpSince) throw conflict('totp_off', 'Two-step login is off.');
      const codes = await this.replaceCodes(account);
      await this.trail.record('login.recovery_codes_renewed', account.id);
      return codes;
    });
  }

  async recoveryCodes(
    login: LoginFacts,
    account: UserAccount,
  ): Promise<{ left: number; made: number } | null> {
    if (!account.totpSince) return null;
    return this.accounts.within(login.realmId, this.trail.actor(account.id), async em => ({
      left: await em.count(RecoveryCode, { accountId: account.id, usedAt: null }),
      made: await em.count(RecoveryCode, { accountId: account.id }),
    }));
  }

  /**
   * Checks a code of the account and uses it up, or throws. Guesses are counted apart from those at the password, which
   * whoever comes here knows.
   */
  async prove(login: Pick<LoginFacts, 'realmId' | 'accountId'>, proof: Proof): Promise<void> {
    const subject = `totp:${login.accountId}`;
    await this.throttle.take(subject);
    const known = await this.accounts.find(login);
    const secret = await this.secretOf(known);
    const isRight = await this.accounts.change(login, async account => {
      const right = proof.recoveryCode
        ? await this.useRecoveryCode(account, proof.recoveryCode)
        : this.useCode(account, secret, proof.code ?? '');
      if (!right) await this.trail.record('login.failed', account.id, failure);
      return right;
    });
    if (!isRight) throw loginFailed();
    await this.throttle.forgive(subject);
  }

  private useCode(account: UserAccount, secret: Buffer | null, code: string): boolean {
    const lastStep = account.totpLastStep ?? null;
    const step = secret && acceptedStep(secret, code, { now: this.clock.now(), lastStep });
    if (step === null || !account.totpSince) return false;
    account.totpLastStep = step;
    return true;
  }

  private async useRecoveryCode(account: UserAccount, code: string): Promise<boolean> {
    if (!account.totpSince) return false;
    const found = await this.em.findOne(RecoveryCode, {
      ...{ accountId: account.id, hash: recoveryHash(code), usedAt: null },
    });
    if (!found) return false;
    found.usedAt = this.clock.now();
    await this.trail.record('login.recovery_code_used', account.id);
    return true;
  }

  private async replaceCodes(account: UserAccount): Promise<string[]> {
    const { em } = this;
    const codes = newRecoveryCodes();
    await em.nativeDelete(RecoveryCode, { accountId: account.id });
    for (const code of codes) {
      const facts = { accountId: account.id, hash: recoveryHash(code), usedAt: null };
      em.create(RecoveryCode, { id: newId(), organizationId: account.organizationId, ...facts });
    }
    await em.flush();
    return codes;
  }

  private async secretOf(account: UserAccount): Promise<Buffer | null> {
    if (!account.totpSecret) return null;
    return fromBase32(await this.vault.open(account.totpSecret, placeOf(account.id, account.totpVersion)));
  }
}

const failure = { outcome: 'failure', details: { method: 'totp' } } as const;

const placeOf = (rowId: string, version: number) => ({
  ...{ organizationId: installationId, table: 'user_account', field: 'totp_secret' },
  rowId,
  version,
});

const requirePassword = ({ method }: LoginFacts): void => {
  if (method === 'sso')
    throw new HubError(
      'password_login_required',
      403,
      'Your organization’s identity provider takes care of this.',
    );
};

/** https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
const uriOf = (email: string, secret: string): string =>
  `otpauth://totp/Causeway:${encodeURIComponent(email)}?secret=${secret}&issuer=Causeway`;
