import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { OrganizationScope } from '#database';
import { type Actor, installationId } from '#kernel';
import { AuditTrail, type AuditTrailEvent } from '#tenancy';

type Facts = Pick<AuditTrailEvent, 'outcome' | 'details'>;

/** What happens to logins, in the trail of the realm and of the organizations that it concerns. */
@Injectable()
export class LoginTrail {
  private readonly logger = new Logger(LoginTrail.name);

  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly audit: AuditTrail,
  ) {}

  /** A person, before it is known what as. Organizations see the member instead. */
  actor(accountId: string): Actor {
    return { kind: 'end_user', id: accountId };
  }

  /** Last in the transaction that makes the change, inside the realm or organization. */
  record(action: string, accountId: string, facts: Facts = {}): Promise<void> {
    return this.audit.record({ action, target: { type: 'account', id: accountId }, ...facts });
  }

  /** Of its own, where nothing else was changed. */
  async note(realmId: string, action: string, subject: { accountId: string } & Facts): Promise<void> {
    const { accountId, ...facts } = subject;
    await this.scope.run(realmId, this.actor(accountId), () =>
      this.em.transactional(() => this.record(action, accountId, facts)),
    );
  }

  /**
   * Tells the organizations of an account, without keeping whoever failed to log in waiting: the time would say that
   * there is such an account.
   */
  tellLater(
    organizationIds: readonly string[],
    action: string,
    subject: { accountId: string } & Facts,
  ): void {
    for (const id of organizationIds.filter(found => found !== installationId)) {
      this.note(id, action, subject).catch((err: unknown) =>
        this.logger.error({ err, action, organizationId: id }, 'a failed login is missing in a trail'),
      );
    }
  }
}
