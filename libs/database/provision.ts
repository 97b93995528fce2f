import pg from 'pg';
import type { Connection } from './connection.js';
import { withClient } from './with-client.js';

export const roles = { owner: 'causeway_owner', app: 'causeway_app', lookup: 'causeway_lookup' } as const;

/**
 * Makes the three roles and the database of an embedded or test server, as its superuser; harmless when they exist.
 * `docs/operations.md` lists the same statements for a PostgreSQL of your own.
 */
export const provision = async (server: Connection, database: string): Promise<void> => {
  if (await isProvisioned(server, database)) return;
  await withClient({ ...server, database: 'postgres' }, async client => {
    await createRole(client, roles.owner, 'login createrole');
    await createRole(client, roles.app, 'login nosuperuser nobypassrls');
    await createRole(client, roles.lookup, 'nologin nosuperuser nobypassrls');
    await client.query(`grant ${roles.lookup} to ${roles.app} with inherit false, set true`);
    const found = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (found.rowCount === 0)
      await client.query(`create database ${pg.escapeIdentifier(database)} owner ${roles.owner}`);
  });
  await withClient({ ...server, database }, async client => {
    await client.query(`grant usage on schema public to ${roles.app}, ${roles.lookup}`);
    await client.query(`revoke create on schema public from public`);
    await client.query(`alter schema public owner to ${roles.owner}`);
  });
};

/** The owner of the schema is set last: once it is, all the rest is there. */
const isProvisioned = async (server: Connection, database: string): Promise<boolean> => {
  try {
    return await withClient({ ...server, database }, async client => {
      const { rows } = await client.query<{ owner: string }>(
        `select pg_get_userbyid(nspowner) as owner from pg_namespace where nspname = 'public'`,
      );
      return rows[0]?.owner === roles.owner;
    });
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === noSuchDatabase) return false;
    throw error;
  }
};

const noSuchDatabase = '3D000';

const createRole = async (client: pg.Client, name: string, attributes: string): Promise<void> => {
  const found = await client.query('select 1 from pg_roles where rolname = $1', [name]);
  if (found.rowCount === 0) await client.query(`create role ${name} ${attributes}`);
};
