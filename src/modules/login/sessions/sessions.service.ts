import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { OrganizationScope } from '#database';
import { Clock, currentContext, newId, notFound } from '#kernel';
import type { LoginFacts } from '#tenancy';
import type { UserAccount } from '../accounts/user-account.entity.js';
import { LoginTrail } from '../login-trail.js';
import { newToken } from '../token.js';
import { LoginSession } from './login-session.entity.js';
import { type PlaceRow, placesOfAccount } from './session-lookup.js';
import { absoluteMs, idleMs, secondFactorMs } from './session-policy.js';

export interface NewSession {
  readonly method: 'password' | 'sso';
  readonly awaitsTotp: boolean;
  readonly authenticatedAt: Date;
  /** The organization, or null for an operator or somebody who has to choose. */
  readonly actsIn: string | null;
}

/** What rotation changes along with the token. */
export type SessionChange = Partial<
  Pick<LoginSession, 'awaitsTotp' | 'actsAs' | 'actsIn' | 'authenticatedAt' | 'expiresAt'>
>;

type Keeper = Pick<LoginFacts, 'realmId' | 'accountId' | 'sessionId'>;

/** Sessions of browsers. Every method is called inside the realm of the account unless it says otherwise. */
@Injectable()
export class Sessions {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly clock: Clock,
    private readonly trail: LoginTrail,
  ) {}

  /** A new session with a new token, never one that was there before the login. Inside the caller's transaction. */
  async open(account: UserAccount, { actsIn, ...facts }: NewSession): Promise<string> {
    const now = this.clock.now();
    const { plain, hash } = newToken();
    this.em.create(LoginSession, {
      ...facts,
      id: newId(),
      organizationId: account.organizationId,
      accountId: account.id,
      hash,
      actsAs: actsIn ? 'member' : account.isOperator ? 'operator' : null,
      actsIn,
      createdAt: now,
      seenAt: now,
      expiresAt: new Date(now.getTime() + (facts.awaitsTotp ? secondFactorMs : absoluteMs)),
      address: currentContext()?.address ?? null,
      userAgent: currentContext()?.userAgent ?? null,
    });
    const idle = new Date(now.getTime() - idleMs);
    await this.em.nativeDelete(LoginSession, {
      accountId: account.id,
      $or: [{ expiresAt: { $lte: now } }, { seenAt: { $lte: idle } }],
    });
    await this.em.flush();
    return plain;
  }

  /** The old token is dead from here on. Inside the caller's transaction. */
  async rotate(sessionId: string, change: SessionChange): Promise<string> {
    const session = await this.em.findOneOrFail(LoginSession, { id: sessionId });
    const { plain, hash } = newToken();
    Object.assign(session, change, { hash });
    await this.em.flush();
    return plain;
  }

  /** Enters the realm by itself. */
  async list({ realmId, accountId }: Keeper): Promise<LoginSession[]> {
    const now = this.clock.now();
    const idle = new Date(now.getTime() - idleMs);
    return this.scope.run(realmId, this.trail.actor(accountId), () =>
      this.em.find(
        LoginSession,
        { accountId, expiresAt: { $gt: now }, seenAt: { $gt: idle } },
        { orderBy: { seenAt: 'desc' }, limit: 200 },
      ),
    );
  }

  /** Enters the realm by itself. */
  async end(by: Keeper, sessionId: string): Promise<void> {
    await this.scope.run(by.realmId, this.trail.actor(by.accountId), () =>
      this.em.transactional(async em => {
        const session = await em.findOne(LoginSession, { id: sessionId, accountId: by.accountId });
        if (!session) throw notFound('session');
        em.remove(session);
        await em.flush();
        const action = sessionId === by.sessionId ? 'login.logged_out' : 'login.session_ended';
        await this.trail.record(action, by.accountId);
      }),
    );
  }

  /** Inside the caller's transaction. */
  endAll(accountId: string, except: string | null = null): Promise<number> {
    return this.em.nativeDelete(LoginSession, { accountId, ...(except ? { id: { $ne: except } } : {}) });
  }

  /** Enters the realm by itself. */
  async seen(realmId: string, sessionId: string): Promise<void> {
    const seenAt = this.clock.now();
    await this.scope.run(realmId, { kind: 'system', id: 'login' }, () =>
      this.em.transactional(em => em.nativeUpdate(LoginSession, { id: sessionId }, { seenAt })),
    );
  }

  /** Where somebody who just logged in is, unless that is to be chosen. Outside of transactions. */
  async onlyPlaceOf(account: UserAccount): Promise<string | null> {
    if (account.isOperator) return null;
    const [place, ...more] = await this.placesOf(account.id);
    return place && more.length === 0 ? place.id : null;
  }

  /** Outside of transactions. */
  async placesOf(accountId: string): Promise<PlaceRow[]> {
    return (await this.allPlacesOf(accountId)).filter(place => place.member_status === 'active');
  }

  /** Those, too, in which the person is suspended for now. */
  allPlacesOf(accountId: string): Promise<PlaceRow[]> {
    return this.scope.acrossOrganizations('where this account may act', em =>
      em.execute<PlaceRow[]>(placesOfAccount, [accountId]),
    );
  }
}
