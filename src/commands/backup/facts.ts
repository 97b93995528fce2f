import type pg from 'pg';
import { BackupHead } from './archive/format.js';
import { embeddedVersion, platform } from './installation.js';

/** What a backup says about itself before its files. */
export const headOf = async (client: pg.Client, createdAt: Date, withKeys: boolean): Promise<BackupHead> => {
  const [version] = (await client.query<{ version: string }>('select version() as version')).rows;
  return BackupHead.parse({
    format: 'causeway.backup/1',
    createdAt: createdAt.toISOString(),
    postgres: { major: embeddedVersion().major, version: version?.version ?? '', platform },
    migrations: await migrationsOf(client),
    keyIds: await keyIdsOf(client),
    withKeys,
  });
};

export const migrationsOf = async (client: pg.Client): Promise<string[]> => {
  if (!(await hasTable(client, 'migration'))) return [];
  const { rows } = await client.query<{ name: string }>('select name from migration order by id');
  return rows.map(({ name }) => name);
};

/** The keys that seal something in this database: the canary's, and those that wrap data keys. */
export const keyIdsOf = async (client: pg.Client): Promise<string[]> => {
  if (!(await hasTable(client, 'vault_check'))) return [];
  const { rows } = await client.query<{ key_id: string }>(
    'select key_id from vault_check union select key_id from data_key order by key_id',
  );
  return rows.map(({ key_id }) => key_id);
};

export const hasTable = async (client: pg.Client, name: string): Promise<boolean> => {
  const { rows } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [
    `public.${name}`,
  ]);
  return rows[0]?.there ?? false;
};
