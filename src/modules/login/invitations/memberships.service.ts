import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Clock, newId } from '#kernel';
import {
  AuditTrail,
  type LoginFacts,
  Member,
  People,
  type PersonsMember,
  type Role,
  type SignedInPerson,
} from '#tenancy';
import { Accounts } from '../accounts/accounts.service.js';
import { MemberLogin } from '../accounts/member-login.entity.js';
import { linkInvalid } from '../accounts/password-resets.service.js';
import type { UserAccount } from '../accounts/user-account.entity.js';
import { LoginTrail } from '../login-trail.js';
import { Invitation } from './invitation.entity.js';

export interface NewMember {
  readonly organizationId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

/** Which member of an organization an account acts as. */
@Injectable()
export class Memberships extends People {
  constructor(
    private readonly accounts: Accounts,
    private readonly audit: AuditTrail,
    private readonly trail: LoginTrail,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async find(login: LoginFacts): Promise<SignedInPerson> {
    const { id, name, email } = await this.accounts.find(login);
    return { accountId: id, name, email };
  }

  override async actAs(em: EntityManager, member: PersonsMember): Promise<void> {
    const facts = { id: newId(), issuer: null, subject: null, createdAt: this.clock.now() };
    em.create(MemberLogin, { ...member, ...facts });
    await em.flush();
  }

  /** Uses the invitation up. A member who is there already, by the same address, keeps the role that the member has. */
  accept(invitation: Invitation, account: UserAccount): Promise<void> {
    const { organizationId, role, email } = invitation;
    return this.accounts.within(organizationId, this.trail.actor(account.id), async em => {
      await this.useUp(em, invitation.id);
      const member = await this.memberOf(em, {
        organizationId,
        email,
        name: account.name,
        role: role as Role,
      });
      const known = await em.findOne(MemberLogin, { accountId: account.id });
      if (!known) await this.actAs(em, { organizationId, memberId: member.id, accountId: account.id });
      const details = { accountId: account.id, role: member.role };
      const target = { type: 'member', id: member.id };
      await this.audit.record({ action: 'invitation.accepted', target, details });
    });
  }

  /** Inside the caller's transaction in the organization. */
  async memberOf(em: EntityManager, facts: NewMember): Promise<Member> {
    const sql = 'select id from member where lower(email) = lower(?)';
    const [row] = await em.execute<{ id: string }[]>(sql, [facts.email]);
    if (row) return em.findOneOrFail(Member, { id: row.id });
    const member = em.create(Member, {
      ...facts,
      id: newId(),
      status: 'active',
      createdAt: this.clock.now(),
    });
    await em.flush();
    return member;
  }

  /** Inside the caller's transaction in the organization. */
  async useUp(em: EntityManager, invitationId: string): Promise<void> {
    const acceptedAt = this.clock.now();
    const open = { id: invitationId, acceptedAt: null, revokedAt: null };
    if ((await em.nativeUpdate(Invitation, open, { acceptedAt })) !== 1) throw linkInvalid();
  }
}
