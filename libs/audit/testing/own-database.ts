import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EntitySchema } from '@mikro-orm/core';
import { defineConfig, type EntityManager, MikroORM, type MigrationObject } from '@mikro-orm/postgresql';
import {
  type Connection,
  connectionOptions,
  migrate,
  OrganizationScope,
  provision,
  roles,
  startEmbeddedPostgres,
} from '#database';
import { Foundation } from '../../../migrations/0001-foundation.js';
import { Audit as AuditMigration } from '../../../migrations/0004-audit.js';

const needed: MigrationObject[] = [
  { name: '0001-foundation', class: Foundation },
  { name: '0004-audit', class: AuditMigration },
];

/** A PostgreSQL of its own, with no more of the schema than is under test; gone after `stop()`. */
export interface OwnDatabase {
  readonly em: EntityManager;
  readonly scope: OrganizationScope;
  /** Runs SQL as another role: `owner`, or the superuser for a test's own look at the truth. */
  as(user: 'postgres' | 'owner' | 'app', sql: string): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

export const startOwnDatabase = async (
  entities: EntitySchema[],
  migrations: MigrationObject[] = [],
): Promise<OwnDatabase> => {
  const directory = await mkdtemp(path.join(tmpdir(), 'causeway-test-'));
  const server = await startEmbeddedPostgres(path.join(directory, 'data'), { fsync: 'off' });
  const at = (user: string): Connection => ({
    host: server.socketDirectory,
    port: 5432,
    user,
    database: 'causeway',
  });
  await provision(at('postgres'), 'causeway');
  await migrate(at(roles.owner), [...needed, ...migrations]);
  const orm = await connect(at(roles.app), entities);
  const users = { postgres: 'postgres', owner: roles.owner, app: roles.app };
  return {
    em: orm.em,
    scope: new OrganizationScope(orm),
    as: (user, sql) => once(at(users[user]), sql),
    stop: async () => {
      await orm.close();
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
};

const connect = (connection: Connection, entities: EntitySchema[]) =>
  MikroORM.init(
    defineConfig({
      ...connectionOptions(connection),
      entities,
      allowGlobalContext: false,
      pool: { min: 0, max: 20 },
      discovery: { warnWhenNoEntities: false },
    }),
  );

const once = async (connection: Connection, sql: string): Promise<Record<string, unknown>[]> => {
  const orm = await connect(connection, []);
  try {
    const em = orm.em.fork();
    return await em.execute<Record<string, unknown>[]>(sql);
  } finally {
    await orm.close();
  }
};
