import { ConfigError, loadConfig } from '#config';
import { migrateDatabase, openDatabase } from '../database-server.js';

/** `causeway migrate`: brings the database up to date, with DATABASE_OWNER_URL or the embedded one. */
export const runMigrations = async (): Promise<number> => {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
};

const run = async (): Promise<number> => {
  const database = await openDatabase(loadConfig());
  try {
    if (!database.owner) {
      process.stderr.write('Set DATABASE_OWNER_URL: migrations run as the owning role.\n');
      return 2;
    }
    const done = await migrateDatabase(database.owner);
    process.stdout.write(done.length > 0 ? `Ran ${done.join(', ')}\n` : 'Nothing to do.\n');
    return 0;
  } finally {
    await database.stop();
  }
};
