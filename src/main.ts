import { type Config, ConfigError, loadConfig } from '#config';
import { HubError } from '#kernel';
import { type DatabaseServer, migrateDatabase, openDatabase } from './database-server.js';
import type { RunningHub } from './hub.js';

// Half of a start is loading modules; the database starts meanwhile.
const hubModule = import('./hub.js');

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const newKeyFile = (file: string): string =>
  `\n  A key file was made: ${file}\n  Back it up now: without it no stored credential can ever be read again.`;

const start = async (config: Config, database: DatabaseServer): Promise<RunningHub> => {
  if (database.owner) await migrateDatabase(database.owner);
  const { startHub, firstOperatorKey, setupLink } = await hubModule;
  const hub = await startHub(config, database, { onNewKeyFile: () => say(newKeyFile(config.keyFile)) });
  const key = config.servesApi ? await firstOperatorKey(hub) : null;
  if (key) say(`\n  The operator's key, shown this once:\n\n    ${key}\n`);
  const link = config.servesApi ? await setupLink(hub) : null;
  if (link) say(`\n  Make the operator's login, on this machine and within a day:\n\n    ${link}\n`);
  if (config.servesApi)
    say(
      `  Console    ${config.consoleUrl}\n  API        ${config.publicUrl}/v1\n  Reference  ${config.publicUrl}/reference\n  Guide      README.md\n` +
        (config.sandbox
          ? '  Sandbox    simulated vendors to try things out with, see docs/sandbox.md\n'
          : ''),
    );
  else say('  Worker     takes work from the queue');
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

/** What usually stands in the way, in words that say what to do; anything else shows where in the code it came from. */
const obstacles: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another program listens there already. Stop it, or choose another PORT.',
  EADDRNOTAVAIL: 'This machine has no such address. Check HOST.',
  EACCES: 'This user may not do that. Check PORT (below 1024 needs rights) and CAUSEWAY_DATA_DIR.',
  ENOTFOUND: 'No such host. Check HOST, DATABASE_URL and REDIS_URL.',
  ECONNREFUSED:
    'Nobody answers there. Check that the database runs, and DATABASE_URL; with REDIS_URL, Redis as well.',
  ETIMEDOUT: 'No answer in time. Check that the database can be reached, and DATABASE_URL.',
  '28P01': 'The database refuses the password. Check DATABASE_URL.',
  '28000': 'The database refuses this user. Check DATABASE_URL.',
  '3D000': 'There is no such database. Create it, or check DATABASE_URL.',
};

const explain = (error: unknown): string => {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof HubError) return error.publicDetail;
  if (!(error instanceof Error)) return String(error);
  const known = 'code' in error ? obstacles[String(error.code)] : undefined;
  if (known) return `${error.message}\n${known}`;
  return error.cause === undefined ? (error.stack ?? error.message) : explain(error.cause);
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
