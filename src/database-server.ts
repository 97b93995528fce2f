import { type Config, ConfigError } from '#config';
import {
  type Connection,
  migrate,
  parseConnection,
  provision,
  roles,
  startEmbeddedPostgres,
} from '#database';
import { migrateJobs } from '#jobs';
import { migrations } from '#migrations';

export interface DatabaseServer {
  readonly app: Connection;
  /** Absent when the operator's PostgreSQL is used and only the serving role is known here. */
  readonly owner: Connection | undefined;
  stop(): Promise<void>;
}

const database = 'causeway';

/** The operator's own PostgreSQL when `DATABASE_URL` is set, else one that lives and dies with this process. */
export const openDatabase = async (config: Config): Promise<DatabaseServer> => {
  const { DATABASE_URL: app, DATABASE_OWNER_URL: owner } = config.settings;
  if (app) {
    return {
      app: parseConnection(app),
      owner: owner ? parseConnection(owner) : undefined,
      stop: () => Promise.resolve(),
    };
  }
  const server = await startEmbeddedPostgres(config.databaseDirectory).catch((cause: unknown) => {
    // What it says is for whoever starts the hub; where in the code it came from is not.
    throw new ConfigError(cause instanceof Error ? cause.message : String(cause), { cause });
  });
  const at = (user: string): Connection => ({ host: server.socketDirectory, port: 5432, user, database });
  await provision(at('postgres'), database);
  return { app: at(roles.app), owner: at(roles.owner), stop: () => server.stop() };
};

/** Brings schema and queue up to date; returns the names of the migrations that ran. */
export const migrateDatabase = async (owner: Connection): Promise<string[]> => {
  const done = await migrate(owner, migrations);
  await migrateJobs(owner);
  return done;
};
