import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Config } from '#config';
import { Clock, currentOrganization, installationId, isId, newId, notFound, type Page } from '#kernel';
import {
  type AccessRole,
  AuditTrail,
  idAfter,
  type PageQuery,
  pageOf,
  type Principal,
  requireGrant,
} from '#tenancy';
import type { z } from 'zod';
import type { CreatedInvitation, InvitationView } from '../http/login.dto.js';
import { newToken } from '../token.js';
import { Invitation } from './invitation.entity.js';

const weekMs = 7 * 24 * 3600_000;

export interface Invitee {
  readonly email: string;
  readonly role: AccessRole;
}

/** Invitations of the current organization, or of the installation when that is current. */
@Injectable()
export class Invitations {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly config: Config,
  ) {}

  /** Whoever has the link may come in with this role, so nobody makes one for more than they may. */
  create({ email, role }: Invitee, by: Principal): Promise<z.infer<typeof CreatedInvitation>> {
    // An operator acts for the organization from outside: to give its owner a way in.
    if (role !== 'operator' && by.role !== 'operator') requireGrant(by, role);
    const { plain, hash } = newToken();
    const createdAt = this.clock.now();
    return this.em.transactional(async em => {
      await this.withdrawFor(em, email);
      const invitation = em.create(Invitation, {
        ...{ id: newId(), organizationId: currentOrganization(), email, role, hash },
        ...{ createdBy: by.id, createdAt, expiresAt: new Date(createdAt.getTime() + weekMs) },
        ...{ acceptedAt: null, revokedAt: null },
      });
      await em.flush();
      await this.record('invitation.created', invitation);
      return { ...viewInvitation(invitation), url: `${this.config.consoleUrl}/invitation#${plain}` };
    });
  }

  async list(query: PageQuery): Promise<Page<z.infer<typeof InvitationView>>> {
    const after = idAfter(query);
    const rows = await this.em.find(Invitation, after ? { id: { $gt: after } } : {}, {
      orderBy: { id: 'asc' },
      limit: query.limit + 1,
    });
    return pageOf(rows, query.limit, viewInvitation);
  }

  revoke(id: string, by: Principal): Promise<void> {
    return this.em.transactional(async em => {
      const invitation = isId(id) ? await em.findOne(Invitation, { id }) : null;
      if (!invitation) throw notFound('invitation');
      if (invitation.role !== 'operator') requireGrant(by, invitation.role);
      if (invitation.acceptedAt || invitation.revokedAt) return;
      invitation.revokedAt = this.clock.now();
      await em.flush();
      await this.record('invitation.revoked', invitation);
    });
  }

  /** One open invitation per person: a second one replaces the first. */
  private async withdrawFor(em: EntityManager, email: string): Promise<void> {
    const sql = `update invitation set revoked_at = ? where lower(email) = lower(?) and accepted_at is null
      and revoked_at is null`;
    await em.execute(sql, [this.clock.now(), email]);
  }

  private record(action: string, invitation: Invitation): Promise<void> {
    return this.audit.record({
      action,
      target: { type: 'invitation', id: invitation.id },
      details: { role: invitation.role },
      personal: { names: { invited: invitation.email } },
    });
  }
}

const text = (at: Date | null | undefined): string | null => at?.toISOString() ?? null;

export const viewInvitation = (invitation: Invitation): z.infer<typeof InvitationView> => ({
  id: invitation.id,
  email: invitation.email,
  role: invitation.role,
  createdAt: invitation.createdAt.toISOString(),
  expiresAt: invitation.expiresAt.toISOString(),
  acceptedAt: text(invitation.acceptedAt),
  revokedAt: text(invitation.revokedAt),
});

export const isOperatorsInvitation = ({ organizationId }: Invitation): boolean =>
  organizationId === installationId;
