import { LATEST_SCHEMA_VERSION, runMigrations } from 'bullmq';
import type pg from 'pg';
import { type Connection, hasRelation, withClient } from '#database';
import { queueSchema } from './bull-engine.js';
import { turnIndex } from './postgres-turns.js';

/**
 * Brings the queue's tables up to date as the owning role, after our own migrations (0006 makes their schema and the
 * grants). Every process that starts calls it; when nothing is pending it is three short queries.
 */
export const migrateJobs = (owner: Connection): Promise<void> =>
  withClient(owner, async client => {
    if ((await versionOf(client)) < LATEST_SCHEMA_VERSION) {
      await runMigrations(client, queueSchema);
      await client.query(keepSmall);
    }
    if (!(await hasRelation(client, turnIndex.name))) await client.query(turnIndex.sql);
  });

const versionOf = async (client: pg.Client): Promise<number> => {
  const ledger = `${queueSchema}.migration`;
  if (!(await hasRelation(client, ledger))) return 0;
  const { rows } = await client.query<{ version: number | null }>(
    `select max(version) as version from ${ledger}`,
  );
  return rows[0]?.version ?? 0;
};

/** Rows live for milliseconds: without an eager autovacuum the dead ones outgrow the living a thousand to one. */
const keepSmall = ['job', 'event', 'dedup', 'dedup_next']
  .map(
    table => `alter table ${queueSchema}.${table} set (
      autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
      autovacuum_analyze_scale_factor = 0.2, autovacuum_vacuum_cost_delay = 0)`,
  )
  .join(';');
