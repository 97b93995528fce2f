import type { EntityManager } from '@mikro-orm/postgresql';
import type { LoginFacts } from './principal.js';

export interface SignedInPerson {
  readonly accountId: string;
  readonly name: string;
  readonly email: string;
}

export interface PersonsMember {
  readonly organizationId: string;
  readonly memberId: string;
  readonly accountId: string;
}

/** The people behind browser sessions. The module that logs people in implements it; it stands above tenancy. */
export abstract class People {
  abstract find(login: LoginFacts): Promise<SignedInPerson>;
  /** From now on the person acts as this member. Inside the caller's transaction in the organization. */
  abstract actAs(em: EntityManager, member: PersonsMember): Promise<void>;
}
