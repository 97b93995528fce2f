import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Suggestion } from './conflicts.dto.js';
import type { DecidedSide } from './decisions/index.js';

/** Decisions looked at for each sync, the latest first. */
const lookBack = 200;
/** Fewer decisions say nothing yet. */
const atLeast = 3;
const clearShare = 2 / 3;

interface DecisionCount {
  readonly sync_id: string;
  readonly field: string;
  readonly side: DecidedSide;
  readonly times: number;
}

export type SuggestionFor = (syncId: string, field: string) => Suggestion | null;

/** What an organization mostly decided before. A hint for a person, never a decision. */
@Injectable()
export class ConflictSuggestions {
  constructor(private readonly em: EntityManager) {}

  async of(syncIds: readonly string[]): Promise<SuggestionFor> {
    if (syncIds.length === 0) return () => null;
    const rows: DecisionCount[] = await this.em
      .getContext()
      .execute(countSql, [JSON.stringify([...new Set(syncIds)])]);
    const byField = Map.groupBy(rows, row => `${row.sync_id} ${row.field}`);
    return (syncId, field) => suggestionFrom(byField.get(`${syncId} ${field}`) ?? []);
  }
}

export const suggestionFrom = (
  counts: readonly Pick<DecisionCount, 'side' | 'times'>[],
): Suggestion | null => {
  const of = counts.reduce((sum, { times }) => sum + times, 0);
  const [most] = counts.toSorted((left, right) => right.times - left.times);
  if (most === undefined || most.side === 'value' || of < atLeast || most.times < of * clearShare)
    return null;
  const { side, times } = most;
  return { side, times, of, words: `${side} ${times} of ${of} times` };
};

const countSql = `
  select latest.sync_id, d.key as field, d.value as side, count(*)::int as times
  from jsonb_array_elements_text(?::jsonb) wanted
  cross join lateral (
    select sync_id, resolution from record_conflict
    where sync_id = wanted::uuid and status = 'resolved' order by settled_at desc limit ${lookBack}) latest
  cross join lateral jsonb_each_text(coalesce(latest.resolution -> 'decided', '{}')) d
  group by 1, 2, 3`;
