import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Audit, type AuditEntry } from '#audit';
import { ConnectionHealth } from '#connections';
import { HubError } from '#kernel';

export interface Transfer {
  readonly action: 'file.downloaded' | 'file.uploaded';
  readonly connectionId: string;
  readonly target: AuditEntry['target'];
  readonly details: NonNullable<AuditEntry['details']>;
}

/** What a provider gave, took or refused is recorded before anybody hears of it: which file, never what is in it. */
@Injectable()
export class Transfers {
  constructor(
    private readonly em: EntityManager,
    private readonly audit: Audit,
    private readonly health: ConnectionHealth,
  ) {}

  async watch<T>(transfer: Transfer, work: () => Promise<T>): Promise<T> {
    try {
      const result = await this.health.watch(transfer.connectionId, work);
      await this.record(transfer, null);
      await this.health.worked(transfer.connectionId);
      return result;
    } catch (error) {
      if (error instanceof HubError) await this.record(transfer, error.code);
      throw error;
    }
  }

  private record({ action, target, details }: Transfer, code: string | null): Promise<void> {
    return this.em.transactional(() =>
      this.audit.record({
        action,
        target,
        outcome: code === null ? 'success' : 'failure',
        details: { ...details, ...(code === null ? {} : { code }) },
      }),
    );
  }
}
