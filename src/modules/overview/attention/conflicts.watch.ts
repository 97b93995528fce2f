import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { AttentionItem } from '../overview.dto.js';
import { here, perSort, several, timeOf, type Watch } from './rows.js';

interface ConflictRow {
  readonly sync_id: string;
  readonly name: string;
  readonly count: number;
  readonly at: Date | string;
}

const conflictsSql = `
  select open.*, s.name from (
    select sync_id, count(*)::int as count, min(opened_at) as at from record_conflict
    where ${here} and status = 'open' group by sync_id order by count(*) desc limit ?) open
  join sync s on s.id = open.sync_id order by open.count desc`;

/** Records that were changed on both sides and wait for a person. */
@Injectable()
export class ConflictsWatch implements Watch {
  constructor(private readonly em: EntityManager) {}

  async look(): Promise<AttentionItem[]> {
    const rows = await this.em.execute<ConflictRow[]>(conflictsSql, [perSort]);
    return rows.map(({ sync_id, name, count, at }) => ({
      kind: 'conflicts_open',
      level: 'warning',
      text: `${several(count, 'record', 'records')} of “${name}” ${count === 1 ? 'was' : 'were'} changed on both sides.`,
      nextStep: 'Decide for each field which side is right.',
      at: timeOf(at),
      count,
      syncId: sync_id,
    }));
  }
}
