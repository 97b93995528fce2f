import { LATEST_SCHEMA_VERSION, runMigrations } from 'bullmq';
import pg from 'pg';
import type { Connection } from '#database';
import { queueSchema } from './bull-engine.js';

/**
 * Brings the queue's tables up to date as the owning role, after our own migrations (0006 makes their schema and the
 * grants). Every process that starts calls it; when nothing is pending it is one short query.
 */
export const migrateJobs = async (owner: Connection): Promise<void> => {
  const { ssl, ...connection } = owner;
  const client = new pg.Client({ ...connection, ...(ssl ? { ssl: { rejectUnauthorized: true } } : {}) });
  client.on('error', () => undefined); // The query in progress rejects with the same error.
  await client.connect();
  try {
    if ((await versionOf(client)) >= LATEST_SCHEMA_VERSION) return;
    await runMigrations(client, queueSchema);
    await client.query(keepSmall);
  } finally {
    await client.end();
  }
};

const versionOf = async (client: pg.Client): Promise<number> => {
  const ledger = `${queueSchema}.migration`;
  const found = await client.query<{ ledger: string | null }>('select to_regclass($1) as ledger', [ledger]);
  if (!found.rows[0]?.ledger) return 0;
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
