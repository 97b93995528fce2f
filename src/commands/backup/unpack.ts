import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { misused, wrong } from '../terminal/index.js';
import type { BackupHead } from './archive/format.js';
import { readArchive, type Unpacking } from './archive/reader.js';
import { embeddedVersion, platform } from './installation.js';

/** Refuses what this hub could not serve. */
export const requireFitting = ({ postgres, migrations }: BackupHead, known: readonly string[]): void => {
  const { major } = embeddedVersion();
  if (postgres.major !== major)
    throw wrong(
      `The backup is of PostgreSQL ${postgres.major}, this hub comes with ${major}.`,
      'Restore it with the version of Causeway that made it, then upgrade that.',
    );
  if (postgres.platform !== platform)
    throw wrong(
      `The backup was made on ${postgres.platform}, this is ${platform}.`,
      'Restore it on such a machine.',
    );
  const strange = migrations.filter(name => !known.includes(name));
  if (strange.length > 0)
    throw wrong(
      `The backup is of a newer Causeway: it knows ${strange.join(', ')}.`,
      'Upgrade this one first.',
    );
};

/** Unpacks into a directory that must not exist; it appears whole or not at all. */
export const unpackInto = async (
  file: string,
  directory: string,
  accept: (head: BackupHead) => void,
): Promise<BackupHead> => {
  if (existsSync(directory)) throw misused(`${directory} exists already, and nothing is overwritten.`);
  const draft = `${directory}.unpacking`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  try {
    const head = await readArchive(file, { accept, ...writing(draft) });
    renameSync(draft, directory);
    return head;
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
};

/** PostgreSQL itself makes the files durable when it recovers from a backup. */
const writing = (root: string): Unpacking => ({
  directory: name => void mkdirSync(path.join(root, name), { recursive: true, mode: 0o700 }),
  file: name => {
    const target = path.join(root, name);
    mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
    const descriptor = openSync(target, 'wx', 0o600);
    return { write: chunk => void writeSync(descriptor, chunk), end: () => closeSync(descriptor) };
  },
});
