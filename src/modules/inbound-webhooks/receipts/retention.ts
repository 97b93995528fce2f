import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Config } from '#config';
import { OrganizationScope } from '#database';
import { Tick } from '#jobs';
import { Clock } from '#kernel';

const dayMs = 86_400_000;
const sliceSize = 1_000;
/** Figures are of the last day; a month of them is kept to look back. */
const tallyDays = 31;

/** Payloads are dropped when their time is over; what arrived, and what became of it, stays. */
@Injectable()
export class ReceiptRetention {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  @Tick('webhooks.retention', '1h')
  async sweep(): Promise<void> {
    const before = this.daysAgo(this.config.settings.CAUSEWAY_RECEIPT_BODY_DAYS);
    const rows = await this.scope.acrossOrganizations('whose payloads are past their time', em =>
      em.execute<{ organization_id: string }[]>(
        `select distinct organization_id from receipt where received_at < ? union
         select distinct organization_id from receipt_tally where hour < ?`,
        [before, this.daysAgo(tallyDays)],
      ),
    );
    const actor = { kind: 'system', id: 'webhooks.retention' } as const;
    for (const { organization_id: id } of rows) await this.scope.run(id, actor, () => this.drop(before));
  }

  private async drop(before: Date): Promise<void> {
    for (;;) {
      const dropped = await this.em.transactional(em => em.execute<unknown[]>(dropSql, [before, sliceSize]));
      if (dropped.length < sliceSize) break;
    }
    await this.em.transactional(em =>
      em.execute('delete from receipt_tally where hour < ?', [this.daysAgo(tallyDays)]),
    );
  }

  private daysAgo(days: number): Date {
    return new Date(this.clock.now().getTime() - days * dayMs);
  }
}

/** One that still waits is kept: its connection may be repaired yet. */
const dropSql = `
  update receipt set body = null, headers = '{}'
  where id in (select id from receipt where received_at < ? and body is not null and status <> 'stored' limit ?)
  returning id`;
