import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { OrganizationScope } from '#database';
import type { AdminOverview } from './admin-overview.dto.js';
import { firstIdAt } from './day.js';

type Across = Pick<AdminOverview, 'organizations' | 'connections' | 'runs' | 'intake'>;

const organizationsSql = `
  select count(*) filter (where status = 'active')::int as active,
    count(*) filter (where status = 'suspended')::int as suspended from organization`;

const connectionsSql = `
  select count(*) filter (where status = 'active')::int as active,
    count(*) filter (where status = 'needs_reauth')::int as "needsReauth",
    count(*) filter (where status = 'disconnected')::int as disconnected from connection`;

const runsSql = `
  select over.*, active.* from (
    select count(*) filter (where status = 'succeeded')::int as succeeded,
      count(*) filter (where status = 'failed')::int as failed from sync_run where id >= ?) over, (
    select count(*) filter (where status = 'running')::int as running,
      count(*) filter (where status = 'queued')::int as queued,
      count(*) filter (where status = 'paused')::int as paused,
      count(*) filter (where status = 'held')::int as held
    from sync_run where status in ('queued', 'running', 'paused', 'held')) active`;

const intakeSql = `
  select coalesce(sum(received), 0)::int as received, coalesce(sum(quarantined), 0)::int as quarantined,
    coalesce(sum(forged), 0)::int as forged from receipt_tally where hour >= date_trunc('hour', ?::timestamptz)`;

const databaseSql = `
  select current_setting('server_version') as version, pg_database_size(current_database())::text as size,
    (select count(*)::int from pg_stat_activity where datname = current_database()) as connections,
    current_setting('max_connections')::int as "maxConnections"`;

interface DatabaseRow {
  readonly version: string;
  readonly size: string;
  readonly connections: number;
  readonly maxConnections: number;
}

/** Figures of all organizations together: numbers of rows by state, no row of anybody. */
@Injectable()
export class InstallationFigures {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
  ) {}

  across(since: Date): Promise<Across> {
    return this.scope.acrossOrganizations('how the installation does', async em => ({
      organizations: await one(em, organizationsSql),
      connections: await one(em, connectionsSql),
      runs: await one(em, runsSql, firstIdAt(since)),
      intake: await one(em, intakeSql, since),
    }));
  }

  async database(): Promise<AdminOverview['database']> {
    const begun = performance.now();
    const { size, ...row } = await one<DatabaseRow>(this.em, databaseSql);
    const answerMs = Math.round((performance.now() - begun) * 10) / 10;
    return { ...row, sizeBytes: Number(size), answerMs };
  }
}

const one = async <Row extends object>(
  em: EntityManager,
  sql: string,
  ...parameters: unknown[]
): Promise<Row> => {
  const [row] = await em.execute<Row[]>(sql, parameters);
  if (!row) throw new Error('An aggregate always has a row');
  return row;
};
