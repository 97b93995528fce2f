import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Clock, conflict, currentOrganization, HubError, newId } from '#kernel';
import { AuditTrail } from '../audit-trail.js';
import { requireGrant } from '../access/grants.js';
import { MemberSession } from './member-session.entity.js';
import { Members } from './members.service.js';
import type { Principal } from '../access/principal.js';
import { newSecret } from '../credentials/secret.js';
import type { CreatedSession, CreateSession } from './members.dto.js';

/** The host product's back end, holding a key, asks for a token that its signed-in user's browser may use. */
@Injectable()
export class MemberSessions {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly members: Members,
    private readonly audit: AuditTrail,
  ) {}

  mint(
    memberId: string,
    facts: z.infer<typeof CreateSession>,
    by: Principal,
  ): Promise<z.infer<typeof CreatedSession>> {
    // A session that mints sessions would never end.
    if (by.kind !== 'api_key') throw new HubError('key_required', 403, 'Only an API key can open a session.');
    return this.em.transactional(async em => {
      const member = await this.members.get(memberId);
      requireGrant(by, member.role);
      if (member.status !== 'active') throw conflict('member_suspended', 'This member is suspended.');
      const { plain, hash } = newSecret('member');
      const now = this.clock.now();
      const session = em.create(MemberSession, {
        id: newId(),
        organizationId: currentOrganization(),
        memberId: member.id,
        // No more than the key itself may do.
        scopes: [...by.scopes],
        hash,
        createdBy: by.id,
        createdAt: now,
        expiresAt: new Date(now.getTime() + facts.ttlSeconds * 1000),
      });
      await em.nativeDelete(MemberSession, { memberId: member.id, expiresAt: { $lte: now } });
      await em.flush();
      const target = { type: 'member_session', id: session.id };
      await this.audit.record({ action: 'member_session.opened', target, details: { memberId: member.id } });
      return {
        id: session.id,
        memberId: member.id,
        token: plain,
        expiresAt: session.expiresAt.toISOString(),
      };
    });
  }
}
