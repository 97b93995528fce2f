// One PostgreSQL for the whole test run. Its directory is kept between runs: a start on it takes 20 ms.
import path from 'node:path';
import { startEmbeddedPostgres } from '../../libs/database/embedded-postgres.ts';

export default async () => {
  const directory = path.resolve(process.env['TEST_DATA'] ?? '.test-data', 'postgres');
  const server = await startEmbeddedPostgres(directory, {
    fsync: 'off',
    full_page_writes: 'off',
    max_connections: '400',
  });
  process.env['TEST_POSTGRES_SOCKET'] = server.socketDirectory;
  globalThis.testPostgres = server;
};
