import { defineConfig, MikroORM, type MigrationObject } from '@mikro-orm/postgresql';
import { Migrator } from '@mikro-orm/migrations';
import { type Connection, connectionOptions } from './connection.js';
import { hasRelation, withClient } from './with-client.js';

/** Brings the schema up to date as the owning role; two queries when nothing is pending. Returns what it ran. */
export const migrate = async (owner: Connection, migrations: MigrationObject[]): Promise<string[]> => {
  if (await isCurrent(owner, migrations)) return [];
  const orm = await MikroORM.init(
    defineConfig({
      ...connectionOptions(owner),
      entities: [],
      discovery: { warnWhenNoEntities: false },
      extensions: [Migrator],
      migrations: { migrationsList: migrations, snapshot: false, tableName: 'migration', allOrNothing: true },
      pool: { min: 0, max: 2 },
      logger: () => undefined,
    }),
  );
  try {
    return (await orm.migrator.up()).map(migration => migration.name);
  } finally {
    await orm.close();
  }
};

const isCurrent = (owner: Connection, migrations: readonly MigrationObject[]): Promise<boolean> =>
  withClient(owner, async client => {
    if (!(await hasRelation(client, 'migration'))) return false;
    const { rows } = await client.query<{ name: string }>('select name from migration');
    const done = new Set(rows.map(({ name }) => name));
    return migrations.every(({ name }) => done.has(name));
  });
