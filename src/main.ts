import { type Config, ConfigError, loadConfig } from '#config';
import { HubError } from '#kernel';
import { type DatabaseServer, migrateDatabase, openDatabase } from './database-server.js';
import type { RunningHub } from './hub.js';

// Half of a start is loading modules; the database starts meanwhile.
const hubModule = import('./hub.js');

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const start = async (config: Config, database: DatabaseServer): Promise<RunningHub> => {
  if (database.owner) await migrateDatabase(database.owner);
  const { startHub, firstOperatorKey } = await hubModule;
  const hub = await startHub(config, database);
  if (hub.keyRing.created) {
    say(
      `\n  A key file was made: ${config.keyFile}\n  Back it up now: without it no stored credential can ever be read again.`,
    );
  }
  const key = config.servesApi ? await firstOperatorKey(hub) : null;
  if (key) say(`\n  The operator's key, shown this once:\n\n    ${key}\n`);
  if (config.servesApi)
    say(
      `  API        ${config.publicUrl}\n  Reference  ${config.publicUrl}/reference\n  Guide      README.md\n`,
    );
  return hub;
};

/** Drains in order: no new requests, running work finished, connections closed, then the database. */
const stopOnSignal = (stop: () => Promise<void>): void => {
  let stopping = false;
  const handle = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    const overdue = setTimeout(() => process.exit(1), 30_000);
    overdue.unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${signal}: did not stop cleanly: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', handle);
  process.on('SIGINT', handle);
};

const explain = (error: unknown): string => {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof HubError) return error.publicDetail;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};

try {
  const config = loadConfig();
  const database = await openDatabase(config);
  let hub: RunningHub | undefined;
  stopOnSignal(async () => {
    await hub?.stop();
    await database.stop();
  });
  try {
    hub = await start(config, database);
  } catch (error) {
    await database.stop();
    throw error;
  }
} catch (error) {
  process.stderr.write(`\ncauseway did not start.\n${explain(error)}\n`);
  process.exit(1);
}
