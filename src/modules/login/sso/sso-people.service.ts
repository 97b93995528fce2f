import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { JWTPayload } from 'jose';
import { Clock, newId } from '#kernel';
import { AuditTrail, type Role } from '#tenancy';
import { z } from 'zod';
import { Accounts } from '../accounts/accounts.service.js';
import { MemberLogin } from '../accounts/member-login.entity.js';
import { UserAccount } from '../accounts/user-account.entity.js';
import { Invitation } from '../invitations/invitation.entity.js';
import { Memberships } from '../invitations/memberships.service.js';
import { SsoConnection } from './sso-connection.entity.js';
import { SsoRefusal } from './sso-refusal.js';

const Claims = z.object({
  sub: z.string().min(1).max(255),
  email: z.email().max(254).optional(),
  email_verified: z.unknown().optional(),
  name: z.string().max(500).optional(),
});

/**
 * Whom an identity provider vouches for. People are known by issuer and subject
 * (https://openid.net/specs/openid-connect-core-1_0.html#ClaimStability); the address counts once, when they first come.
 * The account lives in the organization's own realm: the provider cannot speak for anybody elsewhere.
 */
@Injectable()
export class SsoPeople {
  constructor(
    private readonly accounts: Accounts,
    private readonly memberships: Memberships,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Inside a transaction in the organization. */
  async admit(em: EntityManager, connection: SsoConnection, payload: JWTPayload): Promise<UserAccount> {
    const parsed = Claims.safeParse(payload);
    if (!parsed.success) throw new SsoRefusal('claims');
    const { sub: subject, email, name } = parsed.data;
    const { issuer } = connection;
    const known = await em.findOne(MemberLogin, { issuer, subject });
    if (known) return em.findOneOrFail(UserAccount, { id: known.accountId });
    // Anything but true is no: some providers let people type any address.
    if (email === undefined || parsed.data.email_verified !== true) throw new SsoRefusal('email_unverified');
    const role = await this.roleFor(em, connection, email);
    const { organizationId } = connection;
    const shown = (name?.trim() || email).slice(0, 120);
    const member = await this.memberships.memberOf(em, { organizationId, email, name: shown, role });
    // Addresses are given to new people; the old one's place is not.
    if (await em.findOne(MemberLogin, { memberId: member.id, issuer }))
      throw new SsoRefusal('subject_changed');
    const facts = { email, name: shown, isOperator: false, passwordHash: null };
    const account = await this.accounts.create(em, organizationId, facts);
    em.create(MemberLogin, {
      ...{ id: newId(), organizationId, memberId: member.id, accountId: account.id, issuer, subject },
      createdAt: this.clock.now(),
    });
    await em.flush();
    const details = { accountId: account.id, role: member.role };
    await this.audit.record({
      action: 'member.joined_by_sso',
      target: { type: 'member', id: member.id },
      details,
    });
    return account;
  }

  /** An invitation decides; without one, the domain of the address. */
  private async roleFor(em: EntityManager, connection: SsoConnection, email: string): Promise<Role> {
    const sql = `select id from invitation where lower(email) = lower(?) and accepted_at is null and revoked_at is null
      and expires_at > ?`;
    const [row] = await em.execute<{ id: string }[]>(sql, [email, this.clock.now()]);
    if (row) {
      const invitation = await em.findOneOrFail(Invitation, { id: row.id });
      await this.memberships.useUp(em, invitation.id);
      return invitation.role as Role;
    }
    const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
    if (!connection.allowedDomains.includes(domain)) throw new SsoRefusal('domain');
    return connection.defaultRole;
  }
}
