import { MikroORM } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestHub, type TestHub } from '#support';

let hub: TestHub;
const poolSize = 2;

beforeAll(async () => {
  hub = await startTestHub({ CAUSEWAY_ROLE: 'api', DATABASE_POOL: String(poolSize) });
});
afterAll(() => hub.stop());

describe('connections to PostgreSQL that die in a transaction', () => {
  it('go back to the pool, so that the hub goes on and stops', async () => {
    const em = hub.hub.app.get(MikroORM).em.fork() as EntityManager;
    const run = (sql: string) => em.transactional(inner => inner.execute(sql));
    for (let round = 0; round <= poolSize; round += 1) {
      await expect(run('select pg_terminate_backend(pg_backend_pid())')).rejects.toThrow();
    }
    await expect(run('select 1')).resolves.toHaveLength(1);
  }, 20_000);
});
