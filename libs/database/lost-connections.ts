import type { Pool, PoolClient } from 'pg';

/** Whoever held a lost connection has heard of it by then: pg rejects its query before it says that it ended. */
const patienceMs = 250;

/**
 * Gives connections that were lost in a transaction back to their pool. Kysely does so only after a rollback that
 * succeeded, which cannot be on a connection that is gone (https://github.com/kysely-org/kysely/issues/1990): every
 * restart of PostgreSQL would cost places of the pool for ever.
 */
export const releaseLostConnections = (pool: Pool): void => {
  const held = new Set<PoolClient>();
  pool.on('acquire', client => held.add(client));
  pool.on('release', (_error, client) => held.delete(client));
  pool.on('connect', client =>
    client.once('end', () => {
      setTimeout(() => {
        if (held.has(client)) client.release(true);
      }, patienceMs);
    }),
  );
};
