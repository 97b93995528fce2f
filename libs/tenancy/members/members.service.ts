import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Clock, conflict, currentOrganization, isId, newId, notFound, type Page } from '#kernel';
import type { z } from 'zod';
import { ApiKey } from '../keys/api-key.entity.js';
import { AuditTrail } from '../audit-trail.js';
import { requireGrant } from '../access/grants.js';
import { Member } from './member.entity.js';
import { Organization } from '../organizations/organization.entity.js';
import { idAfter, PageQuery, pageOf } from '../page-query.js';
import type { Principal } from '../access/principal.js';
import type { ChangeMember, CreateMember, MemberView } from './members.dto.js';
import { viewMember } from '../views.js';

type View = z.infer<typeof MemberView>;

/** Who belongs to an organization. It always keeps an active owner, and only owners make, change or remove owners. */
@Injectable()
export class Members {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  async list(query: PageQuery): Promise<Page<View>> {
    const after = idAfter(query);
    const rows = await this.em.find(Member, after ? { id: { $gt: after } } : {}, {
      orderBy: { id: 'asc' },
      limit: query.limit + 1,
    });
    return pageOf(rows, query.limit, viewMember);
  }

  async get(id: string): Promise<Member> {
    const member = isId(id) ? await this.em.findOne(Member, { id }) : null;
    if (!member) throw notFound('member');
    return member;
  }

  create(facts: z.infer<typeof CreateMember>, by: Principal): Promise<View> {
    requireGrant(by, facts.role);
    return this.em.transactional(async em => {
      const member = em.create(Member, {
        id: newId(),
        organizationId: currentOrganization(),
        ...facts,
        status: 'active',
        createdAt: this.clock.now(),
      });
      await em.flush();
      await this.record('member.added', member, { role: member.role });
      return viewMember(member);
    });
  }

  change(id: string, change: z.infer<typeof ChangeMember>, by: Principal): Promise<View> {
    return this.em.transactional(async em => {
      await this.lockOrganization(em);
      const member = await this.get(id);
      requireGrant(by, member.role);
      requireGrant(by, change.role ?? member.role);
      const before = viewMember(member);
      if (endsOwnership(member, change)) await this.requireAnotherOwner(em, member);
      member.name = change.name ?? member.name;
      member.role = change.role ?? member.role;
      member.status = change.status ?? member.status;
      const changed = (['name', 'role', 'status'] as const).filter(field => before[field] !== member[field]);
      if (changed.length === 0) return before;
      await em.flush();
      await this.record('member.changed', member, { changed, role: member.role, status: member.status });
      return viewMember(member);
    });
  }

  remove(id: string, by: Principal): Promise<void> {
    return this.em.transactional(async em => {
      await this.lockOrganization(em);
      const member = await this.get(id);
      requireGrant(by, member.role);
      if (member.role === 'owner') await this.requireAnotherOwner(em, member);
      const keys = await em.find(ApiKey, { memberId: member.id });
      // The rows stay as evidence, revoked; the database then lets go of the member.
      for (const key of keys) key.revokedAt ??= this.clock.now();
      await em.flush();
      em.remove(member);
      await em.flush();
      await this.record('member.removed', member, { role: member.role, keys: keys.length });
    });
  }

  /** Changes of owners wait for each other: two owners who demote one another leave one. */
  private async lockOrganization(em: EntityManager): Promise<void> {
    await em.findOne(Organization, { id: currentOrganization() }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  }

  private async requireAnotherOwner(em: EntityManager, member: Member): Promise<void> {
    const others = await em.count(Member, { role: 'owner', status: 'active', id: { $ne: member.id } });
    if (others === 0)
      throw conflict('last_owner', 'The last active owner cannot be removed, suspended or demoted.');
  }

  private record(
    action: string,
    member: Member,
    details: Record<string, string | number | readonly string[]>,
  ) {
    const personal = { names: { member: member.name } };
    return this.audit.record({ action, target: { type: 'member', id: member.id }, details, personal });
  }
}

const endsOwnership = (member: Member, change: z.infer<typeof ChangeMember>): boolean =>
  member.role === 'owner' && ((change.role ?? 'owner') !== 'owner' || change.status === 'suspended');
