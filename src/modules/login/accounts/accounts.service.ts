import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { OrganizationScope } from '#database';
import { type Actor, Clock, conflict, installationId, isId, newId, notFound } from '#kernel';
import type { LoginFacts } from '#tenancy';
import { LoginTrail } from '../login-trail.js';
import { UserAccount } from './user-account.entity.js';

export interface NewAccount {
  readonly email: string;
  readonly name: string;
  readonly isOperator: boolean;
  /** Null for people whom a single sign-on vouches for. */
  readonly passwordHash: string | null;
}

/** People who log in. */
@Injectable()
export class Accounts {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly clock: Clock,
    private readonly trail: LoginTrail,
  ) {}

  /** Work in a realm, in one transaction. */
  within<T>(realmId: string, actor: Actor, work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.scope.run(realmId, actor, () => this.em.transactional(work));
  }

  /** Work on the account of a session, which is locked for as long. */
  change<T>(
    { realmId, accountId }: Pick<LoginFacts, 'realmId' | 'accountId'>,
    work: (account: UserAccount, em: EntityManager) => Promise<T>,
  ): Promise<T> {
    return this.within(realmId, this.trail.actor(accountId), async em => {
      const lock = { lockMode: LockMode.PESSIMISTIC_WRITE };
      return work(await em.findOneOrFail(UserAccount, { id: accountId }, lock), em);
    });
  }

  find({ realmId, accountId }: Pick<LoginFacts, 'realmId' | 'accountId'>): Promise<UserAccount> {
    return this.within(realmId, this.trail.actor(accountId), em =>
      em.findOneOrFail(UserAccount, { id: accountId }),
    );
  }

  async require(id: string): Promise<UserAccount> {
    const account = await this.within(installationId, this.trail.actor(id), em =>
      isId(id) ? em.findOne(UserAccount, { id }) : Promise.resolve(null),
    );
    if (!account) throw notFound('account');
    return account;
  }

  /** Of those with a password. */
  byEmail(email: string): Promise<UserAccount | null> {
    return this.within(installationId, { kind: 'system', id: 'login' }, async em => {
      const sql = 'select id from user_account where organization_id = ? and lower(email) = lower(?)';
      const [row] = await em.execute<{ id: string }[]>(sql, [installationId, email]);
      return row ? em.findOne(UserAccount, { id: row.id }) : null;
    });
  }

  /** Inside the caller's transaction in the realm. */
  async create(em: EntityManager, realmId: string, facts: NewAccount): Promise<UserAccount> {
    const sql = 'select 1 from user_account where organization_id = ? and lower(email) = lower(?)';
    if ((await em.execute<unknown[]>(sql, [realmId, facts.email])).length > 0) throw accountExists();
    const account = em.create(UserAccount, {
      ...facts,
      id: newId(),
      organizationId: realmId,
      totpSecret: null,
      totpVersion: 0,
      totpSince: null,
      totpLastStep: null,
      createdAt: this.clock.now(),
    });
    await em.flush();
    return account;
  }
}

export const accountExists = () =>
  conflict('account_exists', 'There is a login with this address. Log in, then open the link again.');
