import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Clock, currentOrganization, HubError, invalid, isId, notFound, type Page } from '#kernel';
import { ApiKey } from './api-key.entity.js';
import { AuditTrail } from '../audit-trail.js';
import { requireGrant, requireScopes } from '../access/grants.js';
import { cappedBy, type Role } from '../access/roles.js';
import { issueApiKey } from './issue-api-key.js';
import type { Member } from '../members/member.entity.js';
import { Members } from '../members/members.service.js';
import { idAfter, PageQuery, pageOf } from '../page-query.js';
import type { Principal } from '../access/principal.js';
import type { ApiKeyView, CreateApiKey, CreatedApiKey, RotatedApiKey, RotateKey } from './keys.dto.js';
import { endOfSuccessor, giveWay, requireRotatable } from './rotation.js';
import { viewApiKey } from '../views.js';

/** Keys of an organization. Owners and admins see them all; a member sees and makes the member's own. */
@Injectable()
export class ApiKeys {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly members: Members,
    private readonly audit: AuditTrail,
  ) {}

  async list(query: PageQuery, by: Principal): Promise<Page<z.infer<typeof ApiKeyView>>> {
    const after = idAfter(query);
    const where = { $and: [visibleTo(by), after ? { id: { $gt: after } } : {}] };
    const rows = await this.em.find(ApiKey, where, { orderBy: { id: 'asc' }, limit: query.limit + 1 });
    return pageOf(rows, query.limit, viewApiKey);
  }

  create(wish: z.infer<typeof CreateApiKey>, by: Principal): Promise<z.infer<typeof CreatedApiKey>> {
    const memberId = ownerOf(wish.memberId ?? null, by);
    requireGrant(by, wish.role);
    requireScopes(by, wish.scopes);
    const createdAt = this.clock.now();
    const expiresAt = wish.expiresAt === undefined ? null : new Date(wish.expiresAt);
    if (expiresAt && expiresAt <= createdAt) throw invalid('expiresAt', 'expected a time to come');
    return this.em.transactional(async em => {
      if (memberId) await this.requireFit(memberId, wish.role, by);
      const { name, role, scopes } = wish;
      const organizationId = currentOrganization();
      const { key, plain } = issueApiKey({
        organizationId,
        memberId,
        name,
        role,
        scopes,
        expiresAt,
        createdBy: by.id,
        createdAt,
      });
      em.persist(key);
      await em.flush();
      await this.record('api_key.created', key);
      return { ...viewApiKey(key), key: plain };
    });
  }

  /** Whoever could have made the key may; its successor may do and lasts what it did. */
  rotate(
    id: string,
    { overlapSeconds }: z.infer<typeof RotateKey>,
    by: Principal,
  ): Promise<z.infer<typeof RotatedApiKey>> {
    return this.em.transactional(async em => {
      const old = await this.locked(id, by);
      const { organizationId, name, role, scopes } = old;
      const memberId = ownerOf(old.memberId ?? null, by);
      requireGrant(by, role);
      requireScopes(by, scopes);
      if (memberId) await this.requirePower(memberId, by);
      const createdAt = this.clock.now();
      requireRotatable(old, createdAt);
      const { key, plain } = issueApiKey({
        ...{ organizationId, memberId, name, role, scopes },
        ...{ expiresAt: endOfSuccessor(old, createdAt), createdBy: by.id, createdAt },
      });
      em.persist(key);
      const endsAt = giveWay(
        old,
        key.id,
        new Date(createdAt.getTime() + overlapSeconds * 1000),
      ).toISOString();
      await em.flush();
      await this.record('api_key.created', key);
      await this.record('api_key.rotated', old, { successorId: key.id, endsAt });
      return { ...viewApiKey(key), key: plain, predecessor: { id, endsAt } };
    });
  }

  revoke(id: string, by: Principal): Promise<void> {
    return this.em.transactional(async em => {
      const key = await this.locked(id, by);
      requireGrant(by, key.role);
      if (key.revokedAt) return;
      key.revokedAt = this.clock.now();
      await em.flush();
      await this.record('api_key.revoked', key);
    });
  }

  /** Inside the caller's transaction. */
  private async locked(id: string, by: Principal): Promise<ApiKey> {
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE };
    const key = isId(id) ? await this.em.findOne(ApiKey, { $and: [{ id }, visibleTo(by)] }, lock) : null;
    if (!key) throw notFound('key');
    return key;
  }

  /** A key of a member who may do more than the creator would be the creator's way up. */
  private async requirePower(memberId: string, by: Principal): Promise<Member> {
    const member = await this.members.get(memberId);
    if (memberId !== by.memberId) requireGrant(by, member.role);
    return member;
  }

  private async requireFit(memberId: string, role: Role, by: Principal): Promise<void> {
    const member = await this.requirePower(memberId, by);
    if (cappedBy(role, member.role)) return;
    throw invalid('role', `expected a role that the member, who is ${member.role}, has or includes`);
  }

  private record(action: string, key: ApiKey, more: Record<string, unknown> = {}): Promise<void> {
    const details = {
      role: key.role,
      scopes: key.scopes,
      prefix: key.prefix,
      memberId: key.memberId ?? null,
      ...more,
    };
    return this.audit.record({ action, target: { type: 'api_key', id: key.id }, details });
  }
}

const seesAll = (by: Principal): boolean => by.role === 'owner' || by.role === 'admin';

const visibleTo = (by: Principal): { memberId?: string; id?: string } => {
  if (seesAll(by)) return {};
  // A program's key of role member owns nothing but itself.
  return by.memberId ? { memberId: by.memberId } : { id: by.id };
};

const ownerOf = (wished: string | null, by: Principal): string | null => {
  if (seesAll(by)) return wished;
  if (by.memberId && (wished === null || wished === by.memberId)) return by.memberId;
  throw new HubError('role_insufficient', 403, 'This needs the role owner or admin.', {
    extensions: { neededRoles: ['owner', 'admin'] },
  });
};
