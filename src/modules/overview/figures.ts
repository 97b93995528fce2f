import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { firstIdAt } from './day.js';
import type { Overview } from './overview.dto.js';

type Latency = Overview['intake']['latencyMs'];
type Counts<Name extends string> = Record<Name, number>;

const here = 'organization_id = app_organization()';

const connectionsSql = `
  select count(*) filter (where status = 'active')::int as active,
    count(*) filter (where status = 'needs_reauth')::int as "needsReauth",
    count(*) filter (where status = 'disconnected')::int as disconnected,
    count(*) filter (where status = 'active' and last_error_code is not null)::int as failing
  from connection where ${here}`;

/** What goes on at the moment is found by the index of active runs, what is over by the range of today's ids. */
const runsSql = `
  select over.*, active.* from (
    select count(*) filter (where status = 'succeeded')::int as succeeded,
      count(*) filter (where status = 'failed')::int as failed,
      count(*) filter (where status = 'cancelled')::int as cancelled
    from sync_run where ${here} and id >= ?) over, (
    select count(*) filter (where status = 'running')::int as running,
      count(*) filter (where status = 'queued')::int as queued,
      count(*) filter (where status = 'paused')::int as paused,
      count(*) filter (where status = 'held')::int as held
    from sync_run where ${here} and status in ('queued', 'running', 'paused', 'held')) active`;

const conflictsSql = `select count(*)::int as open from record_conflict where ${here} and status = 'open'`;

const intakeSql = `
  select coalesce(sum(received), 0)::int as received, coalesce(sum(quarantined), 0)::int as quarantined,
    coalesce(sum(forged), 0)::int as forged,
    (select count(*)::int from receipt where ${here} and id >= ? and status = 'dead') as failed
  from receipt_tally where ${here} and hour >= date_trunc('hour', ?::timestamptz)`;

const deliveriesSql = `
  select count(*) filter (where status = 'delivered')::int as delivered,
    count(*) filter (where status = 'dead')::int as failed,
    count(*) filter (where status = 'pending')::int as pending
  from delivery where ${here} and id >= ?`;

/** Newest first by the index of ids: as many as say how fast it goes, and no more. */
const latencySql = (table: string, from: string, to: string, fits: string): string => `
  select percentile_cont(0.5) within group (order by ms) as p50, percentile_cont(0.95) within group (order by ms) as p95
  from (select extract(epoch from ${to} - ${from}) * 1000 as ms from ${table}
    where ${here} and id >= ? and ${fits} order by organization_id desc, id desc limit 1000) latest`;

/** A replayed receipt was processed twice; only first times say how fast the hub is. */
const intakeLatencySql = latencySql(
  'receipt',
  'received_at',
  'processed_at',
  `processed_at is not null and status <> 'dead' and replays = 0`,
);
const deliveryLatencySql = latencySql('delivery', 'created_at', 'settled_at', `status = 'delivered'`);

/** How much there is and how it went. */
@Injectable()
export class Figures {
  constructor(private readonly em: EntityManager) {}

  connections(): Promise<Overview['connections']> {
    return this.one(connectionsSql);
  }

  runs(since: Date): Promise<Overview['runs']> {
    return this.one(runsSql, firstIdAt(since));
  }

  async openConflicts(): Promise<number> {
    return (await this.one<Counts<'open'>>(conflictsSql)).open;
  }

  async intake(since: Date): Promise<Overview['intake']> {
    const first = firstIdAt(since);
    const counts = await this.one<Omit<Overview['intake'], 'latencyMs'>>(intakeSql, first, since);
    return { ...counts, latencyMs: rounded(await this.one<Latency>(intakeLatencySql, first)) };
  }

  async deliveries(since: Date): Promise<Overview['deliveries']> {
    const first = firstIdAt(since);
    const counts = await this.one<Omit<Overview['deliveries'], 'latencyMs'>>(deliveriesSql, first);
    return { ...counts, latencyMs: rounded(await this.one<Latency>(deliveryLatencySql, first)) };
  }

  private async one<Row extends object>(sql: string, ...parameters: unknown[]): Promise<Row> {
    const [row] = await this.em.execute<Row[]>(sql, parameters);
    if (!row) throw new Error('An aggregate always has a row');
    return row;
  }
}

const rounded = ({ p50, p95 }: Latency): Latency => ({
  p50: p50 === null ? null : Math.round(p50),
  p95: p95 === null ? null : Math.round(p95),
});
