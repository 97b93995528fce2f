import { existsSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { keysOf } from '../backup/vault-trial.js';
import { sizeOf } from '../terminal/index.js';
import { bad, type Examined, type Finding, good, notice } from './finding.js';

const oldestNode = 24;

export const nodeVersion = (): Finding => {
  const { node } = process.versions;
  return Number(node.split('.')[0]) >= oldestNode
    ? good('node', `Node ${node} runs this.`)
    : bad(
        'node',
        `Node ${node} is too old.`,
        `Start by bin/causeway, which brings its own, or install Node ${oldestNode}.`,
      );
};

/** Nobody but the owner may look into the data directory: it holds everything. */
export const dataDirectory = ({ config }: Examined): Finding[] => {
  const directory = path.resolve(config.settings.CAUSEWAY_DATA_DIR);
  if (!existsSync(directory))
    return config.settings.DATABASE_URL
      ? []
      : [
          notice(
            'data',
            `${directory} does not exist yet.`,
            'The first start of the hub makes it: npm start',
          ),
        ];
  return [directory, config.databaseDirectory, path.dirname(config.keyFile)]
    .filter((one, index, all) => existsSync(one) && all.indexOf(one) === index)
    .map(permissions);
};

const permissions = (directory: string): Finding => {
  const mode = statSync(directory).mode & 0o777;
  const shown = mode.toString(8).padStart(4, '0');
  if ((mode & 0o077) === 0) return good('data', `${directory} belongs to its owner alone.`);
  return bad('data', `${directory} has mode ${shown}: others can look into it.`, `chmod 700 ${directory}`);
};

export const keys = ({ config }: Examined): Finding => {
  const { CAUSEWAY_KEY: key } = config.settings;
  const { keyFile, databaseDirectory } = config;
  if (key === undefined && !existsSync(keyFile)) {
    return existsSync(databaseDirectory)
      ? bad(
          'keys',
          `The key file ${keyFile} is gone.`,
          'Restore it from its backup: without it no stored credential can be read.',
        )
      : notice('keys', `There is no key file ${keyFile} yet.`, 'The first start makes it. Back it up then.');
  }
  const found = keysOf({ key, keyFile });
  if (typeof found === 'string') return bad('keys', found, 'The sentence says what to do.');
  return good(
    'keys',
    `${found.source} holds ${found.keyIds.length} usable key${found.keyIds.length === 1 ? '' : 's'}.`,
  );
};

const scarce = { bytes: 1_000_000_000, share: 0.1 };
const spent = { bytes: 200_000_000, share: 0.02 };

export const diskSpace = ({ config }: Examined): Finding[] => {
  const directory = path.resolve(config.settings.CAUSEWAY_DATA_DIR);
  if (!existsSync(directory)) return [];
  const { bavail, bsize, blocks } = statfsSync(directory);
  return [spaceLeft(bavail * bsize, blocks * bsize)];
};

export const spaceLeft = (free: number, whole: number): Finding => {
  const says = `${sizeOf(free)} of ${sizeOf(whole)} are free where the data is.`;
  const isBelow = (limit: typeof scarce): boolean => free < limit.bytes || free / whole < limit.share;
  if (isBelow(spent)) return bad('disk', says, 'Make room now: PostgreSQL stops when the disk is full.');
  return isBelow(scarce)
    ? notice('disk', says, 'Make room, or move CAUSEWAY_DATA_DIR to a larger disk.')
    : good('disk', says);
};
