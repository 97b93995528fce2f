import { createReadStream, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { wrong } from '../terminal/index.js';
import { type Member, memberOf } from './archive/writer.js';

/*
 * A base backup by PostgreSQL's low-level interface, which is what pg_basebackup does inside the server
 * (https://www.postgresql.org/docs/18/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP): announce it, copy the files
 * while they change, end it, add the write-ahead log of the time between. Started on the copy, PostgreSQL replays that log
 * and is exactly where the backup ended. The temporary replication slot keeps the log from being recycled meanwhile; it
 * goes with this session, however that ends.
 */
export async function* baseBackup(client: pg.Client, directory: string): AsyncGenerator<Member> {
  await requireOneTablespace(client);
  await client.query(`select pg_create_physical_replication_slot($1, true, true)`, [slotName()]);
  await client.query(`select pg_backup_start('causeway backup', true)`);
  yield* tree(directory, '');
  // Last of all files, as pg_basebackup has it: the copy must not claim a later checkpoint than its files know.
  yield fileMember(directory, 'global/pg_control');
  const { rows } = await client.query<{ labelfile: string; spcmapfile: string; last: string }>(
    `select labelfile, spcmapfile, pg_walfile_name(lsn) as last from pg_backup_stop(false)`,
  );
  const [end] = rows;
  if (!end) throw new Error('pg_backup_stop answered nothing');
  yield memberOf('postgres/backup_label', end.labelfile);
  yield* writeAheadLog(directory, firstSegment(end.labelfile), end.last);
}

const slotName = (): string => `causeway_backup_${process.pid}`;

const requireOneTablespace = async (client: pg.Client): Promise<void> => {
  const { rowCount } = await client.query(
    `select 1 from pg_tablespace where spcname not in ('pg_default', 'pg_global')`,
  );
  if (rowCount) throw wrong('The database has tablespaces of its own, which this command cannot back up.');
};

/** Rebuilt at start, or true of the running server alone; the same list as pg_basebackup's. */
const leftEmpty = new Set([
  ...['pg_dynshmem', 'pg_notify', 'pg_replslot', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans'],
  ...['pg_wal', 'pg_wal/archive_status', 'pg_wal/summaries'],
]);
const leftOut =
  /^(postmaster\.(pid|opts)|causeway\.pid|backup_label(\.old)?|tablespace_map|backup_manifest|\.s\.PGSQL\..*|.*pgsql_tmp.*|.*pg_internal\.init.*|current_logfiles)$/;

function* tree(directory: string, below: string): Generator<Member> {
  yield directoryMember(below);
  for (const entry of readdirSync(path.join(directory, below), { withFileTypes: true })) {
    const name = below ? `${below}/${entry.name}` : entry.name;
    if (leftOut.test(entry.name) || name === 'global/pg_control') continue;
    if (entry.isDirectory()) yield* leftEmpty.has(name) ? emptyTree(directory, name) : tree(directory, name);
    else if (entry.isFile()) yield* presentFile(directory, name);
  }
}

function* emptyTree(directory: string, below: string): Generator<Member> {
  yield directoryMember(below);
  for (const entry of readdirSync(path.join(directory, below), { withFileTypes: true }))
    if (leftEmpty.has(`${below}/${entry.name}`)) yield directoryMember(`${below}/${entry.name}`);
}

const directoryMember = (below: string): Member => ({
  path: below ? `postgres/${below}` : 'postgres',
  kind: 'directory',
  size: 0,
  content: () => [],
});

/** Files come and go under a running server; one that went is dropped by the log as well. */
function* presentFile(directory: string, name: string): Generator<Member> {
  const found = statSync(path.join(directory, name), { throwIfNoEntry: false });
  if (found) yield fileMember(directory, name, found.size);
}

const fileMember = (
  directory: string,
  name: string,
  size = statSync(path.join(directory, name)).size,
): Member => {
  const file = path.join(directory, name);
  return { path: `postgres/${name}`, kind: 'file', size, content: () => exactly(file, size) };
};

/**
 * As many bytes as were promised: what was appended since is in the log, and what was cut off since is cut off by the log
 * again, so zeros may stand for it.
 */
async function* exactly(file: string, size: number): AsyncGenerator<Buffer> {
  let left = size;
  for await (const bytes of size > 0 ? beginning(file, size) : []) {
    left -= bytes.length;
    yield bytes;
  }
  for (; left > 0; left -= Math.min(left, zeros.length)) yield zeros.subarray(0, left);
}

const zeros = Buffer.alloc(64 * 1024);

async function* beginning(file: string, size: number): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(file, { end: size - 1, highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>;
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isGone) throw error;
  }
}

/** "START WAL LOCATION: 0/2000028 (file 000000010000000000000002)" */
const firstSegment = (label: string): string => {
  const found = /^START WAL LOCATION: .* \(file ([0-9A-F]{24})\)$/m.exec(label)?.[1];
  if (!found) throw new Error(`The label of the backup names no log: ${label}`);
  return found;
};

function* writeAheadLog(directory: string, first: string, last: string): Generator<Member> {
  const names = readdirSync(path.join(directory, 'pg_wal')).sort();
  const needed = names.filter(name => /^[0-9A-F]{24}$/.test(name) && name >= first && name <= last);
  if (!needed.includes(first)) throw wrong('The write-ahead log of the backup is gone; try again.');
  const histories = names.filter(name => name.endsWith('.history'));
  for (const name of [...histories, ...needed]) yield fileMember(directory, `pg_wal/${name}`);
}
