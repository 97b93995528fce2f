import { existsSync } from 'node:fs';
import { SystemClock } from '#kernel';
import { hasDatabase } from '../backup/installation.js';
import { lastBackup } from '../backup/last-backup.js';
import { ago } from '../terminal/index.js';
import { type Examined, type Finding, good, notice } from './finding.js';

const week = 7 * 86_400_000;

export const backups = ({ config }: Examined): Finding[] => {
  const { DATABASE_URL: own, CAUSEWAY_DATA_DIR: directory } = config.settings;
  if (own)
    return [
      notice(
        'backup',
        'The database is your own: whether it is backed up cannot be seen from here.',
        'See docs/operations.md, "Backup".',
      ),
    ];
  if (!hasDatabase(config.databaseDirectory)) return [];
  const last = lastBackup(directory);
  const make = 'causeway backup, then copy the archive to another machine.';
  if (!last) return [notice('backup', 'No backup was ever made.', make)];
  const now = new SystemClock().now();
  const when = `The last backup was made ${ago(last.at, now)}`;
  if (now.getTime() - Date.parse(last.at) > week) return [notice('backup', `${when}.`, make)];
  const missing = existsSync(last.file) ? '' : `, and was moved from ${last.file}`;
  return [
    good('backup', `${when}${missing}.`),
    last.drilledAt
      ? good('backup', `It was restored for trial ${ago(last.drilledAt, now)}.`)
      : notice('backup', 'It was never tried.', `causeway backup drill ${last.file}`),
  ];
};
