import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { type Connection, provision, roles } from '#database';
import { migrations } from '#migrations';
import { migrateDatabase } from '../../src/database-server.js';

const at = (database: string, user: string = 'postgres'): Connection => {
  const host = process.env['TEST_POSTGRES_SOCKET'];
  if (!host)
    throw new Error('This test needs the database of the "hub" project (test/support/global-setup.mjs)');
  return { host, port: 5432, user, database };
};

const query = async (sql: string, database = 'postgres'): Promise<void> => {
  const client = new pg.Client(at(database));
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
};

const templateName = (): string => {
  const text = migrations.map(migration => migration.name + migration.class.toString()).join('\n');
  return `template_${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
};

/** Migrates a template once per set of migrations, whichever test file comes first. */
const ensureTemplate = async (): Promise<string> => {
  const name = templateName();
  const client = new pg.Client(at('postgres'));
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(7301)');
    const ready = await client.query('select 1 from pg_database where datname = $1 and datistemplate', [
      name,
    ]);
    if (ready.rowCount === 0) {
      await client.query(`drop database if exists ${name}`);
      await provision(at('postgres'), name);
      await migrateDatabase(at(name, roles.owner));
      await client.query(`alter database ${name} with is_template true`);
    }
  } finally {
    await client.end();
  }
  return name;
};

export interface TestDatabase {
  readonly name: string;
  readonly app: Connection;
  readonly owner: Connection;
  /** Superuser, for a test's own look at the truth. */
  readonly superuser: Connection;
  drop(): Promise<void>;
}

/** A fresh, migrated database of its own, cloned from the template in about 50 ms. */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const template = await ensureTemplate();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await query(`create database ${name} template ${template} strategy file_copy`);
  return {
    name,
    app: at(name, roles.app),
    owner: at(name, roles.owner),
    superuser: at(name),
    drop: () => query(`drop database if exists ${name} with (force)`),
  };
};
