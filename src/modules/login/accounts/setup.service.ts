import { Injectable } from '@nestjs/common';
import { BlockList, isIP } from 'node:net';
import { Config } from '#config';
import { Clock, conflict, currentContext, HubError, installationId, newId } from '#kernel';
import type { Principal } from '#tenancy';
import type { EntityManager } from '@mikro-orm/postgresql';
import { LoginTrail } from '../login-trail.js';
import { requireGoodPassword } from '../passwords/password-rules.js';
import { Passwords } from '../passwords/passwords.service.js';
import { requireSafeTransport } from '../sessions/session-cookie.js';
import { Sessions } from '../sessions/sessions.service.js';
import { hashToken, newToken } from '../token.js';
import { Accounts } from './accounts.service.js';
import { LoginLink } from './login-link.entity.js';
import { UserAccount } from './user-account.entity.js';

// Any constant will do: of two that set the hub up at once, one is first.
const lock = 'select pg_advisory_xact_lock(8_301_029)';
const linkMs = 24 * 3600_000;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

export interface FirstOperator {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly token?: string | undefined;
}

/** Makes the first operator's login. Closed for ever as soon as there is one. */
@Injectable()
export class Setup {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly trail: LoginTrail,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  isOpen(): Promise<boolean> {
    return this.accounts.within(installationId, system, async em => !(await hasOperator(em)));
  }

  /** What `npm start` prints; null once an operator can log in. Each start makes one of its own. */
  link(): Promise<string | null> {
    const { plain, hash } = newToken();
    const now = this.clock.now();
    return this.accounts.within(installationId, system, async em => {
      if (await hasOperator(em)) return null;
      em.create(LoginLink, {
        id: newId(),
        organizationId: installationId,
        accountId: null,
        purpose: 'setup',
        hash,
        issuedIn: installationId,
        createdBy: system.id,
        createdAt: now,
        expiresAt: new Date(now.getTime() + linkMs),
        usedAt: null,
      });
      await em.flush();
      // Behind the #, where browsers keep it to themselves: no log and no Referer gets it.
      return `${this.config.consoleUrl}/setup#${plain}`;
    });
  }

  /** The token of the first session. */
  async create({ token, password, ...person }: FirstOperator, by: Principal | undefined): Promise<string> {
    requireSafeTransport(this.config.publicUrl);
    requireGoodPassword(password, person);
    const isOperator = by?.role === 'operator' && by.kind === 'operator';
    if (!isOperator && !(token !== undefined && isLoopback(currentContext()?.address ?? ''))) throw refused();
    const passwordHash = await this.passwords.hash(password);
    return this.accounts.within(installationId, system, async em => {
      await em.execute(lock);
      if (await hasOperator(em))
        throw conflict('setup_closed', 'This hub has an operator already. Log in, or ask for an invitation.');
      if (!isOperator) await this.useToken(em, token ?? '');
      const account = await this.accounts.create(em, installationId, {
        ...person,
        isOperator: true,
        passwordHash,
      });
      const authenticatedAt = this.clock.now();
      const facts = { method: 'password', awaitsTotp: false, authenticatedAt, actsIn: null } as const;
      const opened = await this.sessions.open(account, facts);
      await em.nativeUpdate(LoginLink, { purpose: 'setup', usedAt: null }, { usedAt: authenticatedAt });
      await this.trail.record('login.set_up', account.id, { details: { by: isOperator ? 'key' : 'link' } });
      return opened;
    });
  }

  private async useToken(em: EntityManager, token: string): Promise<void> {
    const link = await em.findOne(LoginLink, { hash: hashToken(token), purpose: 'setup', usedAt: null });
    if (!link || link.expiresAt <= this.clock.now()) throw refused();
  }
}

const system = { kind: 'system', id: 'setup' } as const;

const hasOperator = async (em: EntityManager): Promise<boolean> =>
  (await em.count(UserAccount, { isOperator: true })) > 0;

const refused = () =>
  new HubError(
    'setup_refused',
    403,
    'Open the link that the start of the hub printed, on the machine it runs on, or send an operator key.',
  );

/** IPv4 may come written as IPv6: ::ffff:127.0.0.1 */
const isLoopback = (address: string): boolean => {
  const plain = address.replace(/^::ffff:/i, '');
  const family = isIP(plain);
  return family !== 0 && loopback.check(plain, family === 4 ? 'ipv4' : 'ipv6');
};
