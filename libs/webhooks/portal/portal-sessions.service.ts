import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Clock, currentOrganization, newId, notFound } from '#kernel';
import { newSecret, type Principal } from '#tenancy';
import { PortalSession } from './portal-session.entity.js';

const lifeMs = 3_600_000;
export const portalScopes = [
  'endpoints:read',
  'endpoints:write',
  'deliveries:read',
  'deliveries:write',
] as const;

@Injectable()
export class PortalSessions {
  constructor(
    private readonly em: EntityManager,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async create(by: Principal, label: string): Promise<{ session: PortalSession; token: string }> {
    const { plain, hash } = newSecret('portal');
    const now = this.clock.now();
    const session = await this.em.transactional(async em => {
      const made = em.create(PortalSession, {
        id: newId(),
        organizationId: currentOrganization(),
        scopes: [...portalScopes],
        hash,
        createdBy: by.id,
        createdAt: now,
        expiresAt: new Date(now.getTime() + lifeMs),
      });
      em.persist(made);
      await em.flush();
      await this.record('portal_session.created', made.id, { label });
      return made;
    });
    return { session, token: plain };
  }

  async revoke(id: string): Promise<void> {
    await this.em.transactional(async em => {
      const session = await em.findOne(PortalSession, { id });
      if (!session) throw notFound('portal session');
      if (session.revokedAt) return;
      session.revokedAt = this.clock.now();
      await em.flush();
      await this.record('portal_session.revoked', id);
    });
  }

  private record(action: string, id: string, personal: Readonly<Record<string, string>> = {}): Promise<void> {
    return this.audit.record({ action, target: { type: 'portal_session', id }, personal });
  }
}
