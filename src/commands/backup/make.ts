import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { loadedConfig } from '../settings.js';
import { SystemClock } from '#kernel';
import { factsOf, type JsonWish, misused, say, show, sizeOf } from '../terminal/index.js';
import { readArchive } from './archive/reader.js';
import { type Member, memberOf, writeArchive } from './archive/writer.js';
import { baseBackup } from './base-backup.js';
import { headOf } from './facts.js';
import { openInstallation, requireEmbedded } from './installation.js';
import { noteBackup } from './last-backup.js';

export interface BackupOptions extends JsonWish {
  readonly withKeys?: boolean | undefined;
}

/** `causeway backup [file]`: one verified archive of the embedded database, while the hub runs or not. */
export const makeBackup = async (options: BackupOptions, wanted: string | undefined): Promise<void> => {
  const config = loadedConfig();
  requireEmbedded(config);
  const now = new SystemClock().now();
  const file = path.resolve(
    wanted ?? `causeway-${now.toISOString().slice(0, 19).replaceAll(':', '')}Z.tar.gz`,
  );
  if (existsSync(file)) throw misused(`${file} exists already, and nothing is overwritten.`);
  const keys = options.withKeys ? keyMember(config.keyFile) : [];
  const installation = await openInstallation(config.databaseDirectory);
  try {
    const head = await headOf(installation.client, now, keys.length > 0);
    const members = both(baseBackup(installation.client, config.databaseDirectory), keys);
    await writeArchive(file, head, members);
  } finally {
    await installation.close();
  }
  const head = await readArchive(file);
  const bytes = statSync(file).size;
  noteBackup(config.settings.CAUSEWAY_DATA_DIR, { at: head.createdAt, file, bytes });
  show(options, { file, bytes, verified: true, ...head }, () =>
    factsOf({
      Backup: file,
      Size: sizeOf(bytes),
      Verified: 'every file has its checksum',
      Key: head.keyIds.join(', '),
    }),
  );
  if (!options.json) say(`\n${advice(head.withKeys, config.keyFile)}`);
};

async function* both(database: AsyncIterable<Member>, keys: readonly Member[]): AsyncGenerator<Member> {
  yield* database;
  yield* keys;
}

const keyMember = (keyFile: string): Member[] => {
  if (!existsSync(keyFile))
    throw misused(`There is no key file ${keyFile} to put in.`, 'With CAUSEWAY_KEY, keep that key yourself.');
  return [memberOf('keys/vault.json', readFileSync(keyFile))];
};

const advice = (withKeys: boolean, keyFile: string): string =>
  withKeys
    ? '! The key file is in the archive: whoever has the archive can read every stored credential. Keep it as you would keep those.'
    : `The key is not in it. Keep ${keyFile} (or CAUSEWAY_KEY) in another place: without it no stored credential can be read.\n` +
      'Keep the archive on another machine, and try it: causeway backup drill FILE';
