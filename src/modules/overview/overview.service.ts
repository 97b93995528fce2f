import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Watches } from './attention/watches.js';
import { startOf } from './day.js';
import { Figures } from './figures.js';
import type { AttentionItem, Overview, OverviewQuery } from './overview.dto.js';
import { RecordTally } from './record-tally.js';

const shown = 50;
const urgency: readonly AttentionItem['level'][] = ['stopped', 'warning', 'notice'];

/** What somebody wants to know who opens the console in the morning. */
@Injectable()
export class Overviews {
  constructor(
    private readonly em: EntityManager,
    private readonly figures: Figures,
    private readonly records: RecordTally,
    private readonly clock: Clock,
    private readonly watches: Watches,
  ) {}

  /** In one transaction: a session for each of the reads would cost four statements instead of one. */
  of({ since: asked }: OverviewQuery, mayReadAudit: boolean): Promise<Overview> {
    const now = this.clock.now();
    const since = startOf(asked, now);
    return this.em.transactional(
      async () => ({
        at: now.toISOString(),
        since: since.toISOString(),
        connections: await this.figures.connections(),
        runs: await this.figures.runs(since),
        records: [...(await this.records.counts())],
        openConflicts: await this.figures.openConflicts(),
        intake: await this.figures.intake(since),
        deliveries: await this.figures.deliveries(since),
        ...cut(await this.watches.look(now, since, mayReadAudit)),
      }),
      { readOnly: true },
    );
  }
}

const cut = (items: readonly AttentionItem[]): Pick<Overview, 'attention' | 'hasMore'> => {
  const sorted = items.toSorted((a, b) => urgency.indexOf(a.level) - urgency.indexOf(b.level));
  return { attention: sorted.slice(0, shown), hasMore: sorted.length > shown };
};
