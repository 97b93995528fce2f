import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import type { RunHistoryView } from './run-history.dto.js';

interface DayRow {
  readonly day: string;
  readonly runs: number;
  readonly failures: number;
  readonly changed: number;
  readonly seconds: (number | null)[] | null;
}

const dayMs = 86_400_000;
const changedSql = [
  'pulledCreated',
  'pulledUpdated',
  'pulledDeleted',
  'pushedCreated',
  'pushedUpdated',
  'pushedDeleted',
]
  .map(name => `coalesce((checkpoint -> 'counts' ->> '${name}')::bigint, 0)`)
  .join(' + ');

const daysSql = `
  select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD') as day, count(*)::int as runs,
    (count(*) filter (where status = 'failed'))::int as failures, sum(${changedSql})::float8 as changed,
    percentile_cont(array[0.5, 0.95]) within group (order by extract(epoch from finished_at - started_at)::float8)
      filter (where finished_at is not null and started_at is not null) as seconds
  from sync_run where sync_id = ? and created_at >= ? group by 1`;

/** How the runs of a sync went, day by day (UTC), for charts. */
@Injectable()
export class RunHistory {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Every day of the last `days`, the current one included, also those without runs. */
  async of(syncId: string, days: number): Promise<RunHistoryView> {
    const today = Math.floor(this.clock.now().getTime() / dayMs) * dayMs;
    const first = today - (days - 1) * dayMs;
    const rows: DayRow[] = await this.em.execute(daysSql, [syncId, new Date(first)]);
    const byDay = new Map(rows.map(row => [row.day, row]));
    const dates = Array.from({ length: days }, (_, index) => dateOf(first + index * dayMs));
    return { data: dates.map(date => viewDay(date, byDay.get(date))) };
  }
}

const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const tenths = (seconds: number | null | undefined): number | null =>
  typeof seconds === 'number' ? Math.round(seconds * 10) / 10 : null;

const viewDay = (date: string, row: DayRow | undefined): RunHistoryView['data'][number] => ({
  date,
  runs: row?.runs ?? 0,
  failures: row?.failures ?? 0,
  recordsChanged: row?.changed ?? 0,
  durationSeconds: { p50: tenths(row?.seconds?.[0]), p95: tenths(row?.seconds?.[1]) },
});
