import { Injectable } from '@nestjs/common';
import { OrganizationScope } from '#database';
import { Clock } from '#kernel';
import { Organizations } from '#tenancy';
import type { z } from 'zod';
import { Accounts } from '../accounts/accounts.service.js';
import { linkInvalid } from '../accounts/password-resets.service.js';
import type { InvitationOffer } from '../http/login.dto.js';
import { SsoConnection } from '../sso/sso-connection.entity.js';
import { LoginThrottle } from '../throttle/login-throttle.service.js';
import { hashToken } from '../token.js';
import { Invitation } from './invitation.entity.js';
import { isOperatorsInvitation } from './invitations.service.js';

const system = { kind: 'system', id: 'login' } as const;

interface Found {
  readonly invitation: Invitation;
  readonly sso: SsoConnection | null;
}

/** What a link offers to whoever holds it. */
@Injectable()
export class Offers {
  constructor(
    private readonly scope: OrganizationScope,
    private readonly accounts: Accounts,
    private readonly organizations: Organizations,
    private readonly throttle: LoginThrottle,
    private readonly clock: Clock,
  ) {}

  async look(token: string): Promise<z.infer<typeof InvitationOffer>> {
    const { invitation, sso } = await this.find(token);
    const isOperator = isOperatorsInvitation(invitation);
    const organization = isOperator
      ? null
      : await this.scope.run(invitation.organizationId, system, () => this.organizations.current());
    return {
      email: invitation.email,
      role: invitation.role,
      organizationId: organization?.id ?? null,
      organizationName: organization?.name ?? null,
      loginAt: sso ? `/auth/sso/${sso.organizationId}` : null,
      isPasswordAllowed: !sso?.isEnforced,
      expiresAt: invitation.expiresAt.toISOString(),
    };
  }

  /** The open invitation of the link; guesses are counted by address. */
  async find(token: string): Promise<Found> {
    const hash = hashToken(token);
    await this.throttle.take(`link:${hash}`);
    const sql = 'select organization_id from invitation where hash = ?';
    const [row] = await this.scope.acrossOrganizations('whose invitation this is', em =>
      em.execute<{ organization_id: string }[]>(sql, [hash]),
    );
    const found = row ? await this.within(row.organization_id, hash) : null;
    if (!found || found.invitation.expiresAt <= this.clock.now()) throw linkInvalid();
    await this.throttle.forgive(`link:${hash}`);
    return found;
  }

  private within(organizationId: string, hash: string): Promise<Found | null> {
    return this.accounts.within(organizationId, system, async em => {
      const open = { hash, acceptedAt: null, revokedAt: null };
      const invitation = await em.findOne(Invitation, open);
      return invitation && { invitation, sso: await em.findOne(SsoConnection, { organizationId }) };
    });
  }
}
