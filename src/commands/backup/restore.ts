import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { loadedConfig } from '../settings.js';
import { factsOf, type JsonWish, misused, say, show } from '../terminal/index.js';
import type { BackupHead } from './archive/format.js';
import { requireFitting, unpackInto } from './unpack.js';
import { keysOf } from './vault-trial.js';

export interface RestoreOptions extends JsonWish {
  readonly drill?: boolean | undefined;
  readonly keyFile?: string | undefined;
}

/** `causeway restore FILE`: puts a backup where CAUSEWAY_DATA_DIR is; refuses to overwrite anything. */
export const restore = async (options: RestoreOptions, file: string): Promise<void> => {
  const config = loadedConfig();
  const { databaseDirectory, keyFile, settings } = config;
  if (settings.DATABASE_URL)
    throw misused(
      'DATABASE_URL is set: the hub would not use what is restored.',
      'Unset it, or use pg_restore.',
    );
  if (existsSync(databaseDirectory))
    throw misused(
      `${databaseDirectory} exists already, and nothing is overwritten.`,
      'Stop the hub and move it away, or set CAUSEWAY_DATA_DIR to a new directory.',
    );
  const { migrations } = await import('#migrations');
  const known = migrations.map(({ name }) => name);
  const draft = `${databaseDirectory}.restored`;
  const head = await unpackInto(path.resolve(file), draft, found => {
    requireFitting(found, known);
    if (found.withKeys && existsSync(keyFile))
      throw misused(`The backup holds a key file, and ${keyFile} exists already.`, 'Move that away first.');
  });
  place(draft, databaseDirectory, head.withKeys ? keyFile : null);
  const missing = missingKeys(head, { key: settings.CAUSEWAY_KEY, keyFile });
  show(options, { directory: databaseDirectory, ...head, missingKeys: missing }, () =>
    done(head, databaseDirectory),
  );
  if (!options.json) say(`\n${next(missing, keyFile)}`);
};

const place = (draft: string, databaseDirectory: string, keyFile: string | null): void => {
  if (keyFile !== null) {
    mkdirSync(path.dirname(keyFile), { recursive: true, mode: 0o700 });
    renameSync(path.join(draft, 'keys', 'vault.json'), keyFile);
  }
  renameSync(path.join(draft, 'postgres'), databaseDirectory);
  rmSync(draft, { recursive: true, force: true });
};

const missingKeys = (
  { keyIds }: BackupHead,
  source: { key?: string | undefined; keyFile: string },
): string[] => {
  const keys = keysOf(source);
  return typeof keys === 'string' ? [...keyIds] : keyIds.filter(id => !keys.has(id));
};

const done = (head: BackupHead, directory: string): string =>
  factsOf({
    Restored: directory,
    'As it was': head.createdAt,
    Schema: head.migrations.at(-1),
    Key: head.keyIds.join(', '),
  });

const next = (missing: readonly string[], keyFile: string): string =>
  missing.length === 0
    ? 'The key is there. Start the hub: npm start'
    : `Before you start the hub, put key ${missing.join(', ')} back: as ${keyFile} (mode 0600) or as CAUSEWAY_KEY.\n` +
      'Without it the hub does not start.';
