import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, startHubProcess, type TestDatabase } from '#support';

const settings = { CAUSEWAY_KEY: Buffer.alloc(32, 7).toString('base64'), LOG_LEVEL: 'fatal' };
/** After thirty seconds the process would end itself, its work undone. */
const mostMs = 20_000;
let database: TestDatabase;
let server: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  server = new pg.Client({ ...database.superuser, database: 'postgres' });
  await server.connect();
});
afterAll(async () => {
  await server.end();
  await database.drop();
});

const terminate = () =>
  server.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [database.name]);

describe('a hub that lost every connection to its database', () => {
  it.each([
    ['at the moment of the signal', 0],
    ['a moment before', 300],
    ['seconds before', 4_000],
  ])(
    '%s stops on SIGTERM in good time',
    async (_, waitMs) => {
      const hub = await startHubProcess({ database, settings });
      await sleep(1_500);
      await terminate();
      await sleep(waitMs);
      const began = Date.now();
      await hub.kill('SIGTERM');
      const took = Date.now() - began;
      await hub.stop();
      expect(took).toBeLessThan(mostMs);
    },
    90_000,
  );

  it('and cannot open another stops on SIGTERM as well', async () => {
    const hub = await startHubProcess({ database, settings });
    await server.query(`alter database ${database.name} with allow_connections false`);
    await terminate();
    await sleep(2_000);
    const began = Date.now();
    await hub.kill('SIGTERM');
    const took = Date.now() - began;
    await server.query(`alter database ${database.name} with allow_connections true`);
    await hub.stop();
    expect(took).toBeLessThan(mostMs);
  }, 90_000);
});
