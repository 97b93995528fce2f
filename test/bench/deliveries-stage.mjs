// The processes of the deliveries benchmark: PostgreSQL, hubs, receivers; and what each of them used of the processor.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { provision, roles, startEmbeddedPostgres } from '#database';
import { migrateDatabase } from '../../dist/src/database-server.js';

const flags = readFileSync('bin/node-flags', 'utf8').trim().split(' ');
const folder = mkdtempSync(path.join(tmpdir(), 'causeway-bench-'));
const postgres = await startEmbeddedPostgres(path.join(folder, 'pg'));
const at = user => ({ host: postgres.socketDirectory, port: 5432, user, database: 'causeway' });
await provision(at('postgres'), 'causeway');
await migrateDatabase(at(roles.owner));
export const database = new pg.Client(at('postgres'));
await database.connect();

const children = [];
const start = (args, env) => {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
};

const url = user =>
  `postgresql://${user}@localhost/causeway?host=${encodeURIComponent(postgres.socketDirectory)}`;
const settings = {
  LOG_LEVEL: 'warn',
  CAUSEWAY_DATA_DIR: folder,
  CAUSEWAY_KEY: Buffer.alloc(32, 9).toString('base64'),
  CAUSEWAY_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8',
  CAUSEWAY_RATE_LIMIT: '1000000',
  CAUSEWAY_SWEEP_MS: '1000',
  DATABASE_URL: url(roles.app),
  DATABASE_OWNER_URL: url(roles.owner),
};

/** With PROFILE set to a folder, each hub leaves a CPU profile there; FLAGS are more flags of Node for it. */
const profiling = [
  ...(process.env.FLAGS?.split(' ') ?? []),
  ...(process.env.PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.PROFILE}`] : []),
];

const freePort = async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  await new Promise(resolve => probe.close(resolve));
  return String(port);
};

export const startHub = async (role, more = {}) => {
  const child = start([...flags, ...profiling, 'dist/bundle/main.js'], {
    ...settings,
    ...more,
    PORT: await freePort(),
    CAUSEWAY_ROLE: role,
  });
  let log = '';
  child.stdout.on('data', chunk => (log += chunk));
  const isUp = role === 'worker' ? /Worker {2}/ : /Console +\S+/;
  for (let i = 0; i < 1_200 && !isUp.test(log) && child.exitCode === null; i++) await sleep(50);
  if (child.exitCode !== null) throw new Error(`The hub ended: ${log}`);
  return {
    child,
    pid: child.pid,
    url: /Console +(\S+)/.exec(log)?.[1],
    key: /shown this once:\s+(\S+)/.exec(log)?.[1],
    complaints: () => log.split('\n').filter(line => line.startsWith('{')),
  };
};

export const startReceiver = async (latency = 0) => {
  const child = start(['test/bench/deliveries-receiver.mjs'], { LATENCY: String(latency) });
  const [port] = await once(child.stdout, 'data');
  const address = `http://127.0.0.1:${String(port).trim()}`;
  return { child, pid: child.pid, url: address, read: async () => (await fetch(address)).json() };
};

export const stop = async ({ child }) => {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
};

export const stopAll = async () => {
  for (const child of children) await stop({ child });
  await database.end();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
};

const call = async (hub, path, key, body, method = 'POST') => {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const response = await fetch(hub.url + path, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return response.json();
};

/** Each case has an organization of its own. */
export const setUp = async (hub, { endpoints, target, ...wishes }) => {
  const owner = { email: 'bench@example.com', name: 'Bench' };
  const made = await call(hub, '/admin/v1/organizations', hub.key, { name: 'Bench', owner });
  const base = `/v1/organizations/${made.organization.id}/endpoints`;
  const ids = [];
  for (let shard = 0; shard < endpoints; shard++) {
    const filters = endpoints > 1 ? [{ path: 'shard', equals: shard }] : [];
    const wish = { url: `${target.url}/hook-${shard}`, eventTypes: ['record.*'], filters, ...wishes };
    ids.push((await call(hub, base, made.apiKey.key, wish)).id);
  }
  const change = body =>
    Promise.all(ids.map(id => call(hub, `${base}/${id}`, made.apiKey.key, body, 'PATCH')));
  return { id: made.organization.id, endpoints, change };
};

/** Committed in one transaction, as a sync's page of changes would be. The sweeper finds them. */
export const publish = ({ id, endpoints }, count) =>
  database.query(
    `insert into event (id, organization_id, type, occurred_at, data)
     select uuidv7(), $1, 'record.updated', now(), jsonb_build_object('recordId', uuidv7(), 'syncId', $1::uuid,
       'model', 'task', 'revision', 2, 'changedFields', array['title', 'due'], 'feedPosition', g, 'shard', g % $3)
     from generate_series(1, $2::int) g`,
    [id, count, endpoints],
  );

export const count = async (table, organizationId, where = 'true') => {
  const sql = `select count(*) from ${table} where organization_id = $1 and ${where}`;
  return Number((await database.query(sql, [organizationId])).rows[0].count);
};

export const until = async (ask, wanted) => {
  for (let i = 0; i < 3_000; i++) {
    const found = await ask();
    if (found >= wanted) return;
    await sleep(100);
  }
  throw new Error('Not done after five minutes');
};

const waiting = `select
  exists (select from event where organization_id = $1 and position is null) as events,
  exists (select from delivery where organization_id = $1 and status = 'pending' and not aside)
    or exists (select from delivery where organization_id = $1 and status = 'pending' and aside) as deliveries`;

/** Until no event waits to be fanned out and, unless only that is asked, no delivery to be sent. Counting would take a fifth of PostgreSQL's time. */
export const untilIdle = (organizationId, { fanOutOnly = false } = {}) =>
  until(async () => {
    const { events, deliveries } = (await database.query(waiting, [organizationId])).rows[0];
    return events || (deliveries && !fanOutOnly) ? 0 : 1;
  }, 1);

const statOf = pid => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
};
const tickMs = 10;
const ownMs = pid => (statOf(pid)[11] + statOf(pid)[12]) * tickMs;

/** Milliseconds of processor time that these processes have used. */
export const used = pids => pids.map(ownMs).reduce((a, b) => a + b, 0);

/** The same for PostgreSQL: the server, its living processes and those that ended. */
export const usedByPostgres = () => {
  const server = Number(readFileSync(path.join(folder, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const living = readdirSync('/proc').filter(name => {
    try {
      return /^\d+$/.test(name) && statOf(name)[1] === server;
    } catch {
      return false; // ended meanwhile
    }
  });
  const ended = (statOf(server)[13] + statOf(server)[14]) * tickMs;
  return used([server, ...living]) + ended;
};
