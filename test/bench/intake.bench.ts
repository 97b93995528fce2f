import 'reflect-metadata';
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { provision, roles, startEmbeddedPostgres } from '#database';
import { migrateDatabase } from '../../src/database-server.js';
import { createOrganization } from '../support/api.js';
import { connectVendor } from '../support/inbound-vendor.js';
import { atRate, flatOut, type LoadResult, requests } from './intake-load.js';
import { barsSvg } from './plot.js';
import { cpuSeconds, cpuSecondsOfChildren, residentMb } from './processor.js';

/*
 * Durable, verified intake against what pgbench reaches inserting the same row (same table, indexes, policies and
 * constraints, a sealed body of the same size, ten clients, one row and one commit each). Alternately, on one machine.
 * Run: npm run bench -- intake     Needs `pgbench` in PATH. ROUNDS, DELIVERIES and SOCKETS change it; PROFILE names a folder
 * for processor profiles of hub and worker.
 */
const rounds = Number(process.env['ROUNDS'] ?? 3);
const deliveries = Number(process.env['DELIVERIES'] ?? 30_000);
const folder = mkdtempSync(path.join(tmpdir(), 'causeway-intake-'));
const postgres = await startEmbeddedPostgres(path.join(folder, 'postgres'));
const at = (user: string) => ({ host: postgres.socketDirectory, port: 5432, user, database: 'causeway' });
await provision(at('postgres'), 'causeway');
await migrateDatabase(at(roles.owner));
const superuser = new pg.Client(at('postgres'));
await superuser.connect();

const secret = 'bench-signing-secret';
const profile = process.env['PROFILE'];
const nodeFlags = [
  ...readFileSync('bin/node-flags', 'utf8').trim().split(/\s+/),
  ...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]),
];
const startChild = async (role: string) => {
  const child = spawn(process.execPath, [...nodeFlags, path.resolve('dist/test/bench/intake-hub.js')], {
    env: {
      PATH: process.env['PATH'],
      BENCH_SECRET: secret,
      BENCH_SOCKET: postgres.socketDirectory,
      CAUSEWAY_ROLE: role,
      CAUSEWAY_DATA_DIR: folder,
      CAUSEWAY_KEY: Buffer.alloc(32, 9).toString('base64'),
      CAUSEWAY_RATE_LIMIT: '1000000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    child.once('exit', code => reject(new Error(`The hub ended with ${code}`)));
  });
  const said = JSON.parse(line) as { url: string; operatorKey: string };
  return { child, ...said, port: Number(new URL(said.url || 'http://x:1').port) };
};

const api = await startChild('api');
const acme = await createOrganization(api.url, api.operatorKey, 'Acme');
const { connectionId } = await connectVendor(acme, 'desk', 'team-1');

const insertScript = (body: string): string => {
  const headers = '{"content-type":"application/json","user-agent":"Desk","x-desk-timestamp":"1790000000"}';
  return `insert into receipt (id, organization_id, connection_id, provider, delivery_id, event_type, verified,
    headers, body, size, status, attempts, replays, received_at, occurred_at)
    values (uuidv7(), '${acme.id}', '${connectionId}', 'desk', gen_random_uuid()::text, 'changed', true,
    '${headers}', '\\x${body}', 2048, 'stored', 0, 0, now(), now())
    on conflict on constraint receipt_once do nothing;`.replace(/\s+/g, ' ');
};
const pgbench = (body: string): number => {
  const file = path.join(folder, 'insert.sql');
  writeFileSync(file, insertScript(body));
  const run = spawnSync(
    'pgbench',
    [
      ...['-n', '-M', 'prepared', '-c', '10', '-j', '1', '-T', '8', '-f', file],
      ...['-U', roles.app, 'causeway'],
    ],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        PGHOST: postgres.socketDirectory,
        PGOPTIONS: `-c app.organization_id=${acme.id}`,
      },
    },
  );
  const found = /tps = ([\d.]+)/.exec(run.stdout);
  if (!found) throw new Error(`pgbench: ${run.stderr}`);
  return Math.round(Number(found[1]));
};
const clean = async (): Promise<void> => {
  await superuser.query('truncate receipt');
  await superuser.query('checkpoint');
  await sleep(500);
};
const pidOf = ({ child }: Awaited<ReturnType<typeof startChild>>): number => child.pid ?? 0;
const postmaster = Number(
  readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0],
);
/** Of the hub, of PostgreSQL and of the generator, which is this process. */
const processorTimes = () => ({
  hub: cpuSeconds(pidOf(api)),
  postgres: cpuSecondsOfChildren(postmaster),
  generator: cpuSeconds(process.pid),
});
type ProcessorTimes = ReturnType<typeof processorTimes>;
const microsEach = (before: ProcessorTimes, after: ProcessorTimes, number: number) =>
  Object.fromEntries(
    (['hub', 'postgres', 'generator'] as const).map(name => [
      `${name}Micros`,
      Math.round(((after[name] - before[name]) / number) * 1e6),
    ]),
  );
const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

await flatOut(api.port, requests(10_000, secret, 'warm'), 64);
const stored = await superuser.query<{ body: Buffer }>('select body from receipt limit 1');
const body = stored.rows[0]?.body ?? randomBytes(2048);
console.log(
  `body as posted about ${requests(1, secret, 'x')[0]?.length} bytes with headers, sealed ${body.length}`,
);
const inserts: number[] = [];
const intakes: number[] = [];
const measured: { rounds: object[]; rates: (LoadResult & { rate: number })[] } = { rounds: [], rates: [] };
const note = (row: object): void => {
  measured.rounds.push(row);
  console.log(JSON.stringify(row));
};
for (let round = 0; round < rounds; round++) {
  await clean();
  inserts.push(pgbench(body.toString('hex')));
  await clean();
  const batch = requests(deliveries, secret, `r${round}`);
  const before = processorTimes();
  const result = await flatOut(api.port, batch, Number(process.env['SOCKETS'] ?? 64));
  const micros = microsEach(before, processorTimes(), deliveries);
  const { rows } = await superuser.query<{ n: number }>('select count(*)::int as n from receipt');
  intakes.push(result.perSecond);
  note({ pgbench: inserts.at(-1), ...result, ...micros, rows: rows[0]?.n, load: loadavg()[0] });
}
await clean();
const worker = await startChild('worker');
// What a process compiles in its first seconds is not what it takes.
await atRate(api.port, requests(4_000, secret, 'first'), 500);
await clean();
for (const rate of [500, 1_000, 2_000]) {
  const result = await atRate(api.port, requests(rate * 10, secret, `rate${rate}`), rate);
  const row = { rate, ...result, rssMb: residentMb(pidOf(api)), load: loadavg()[0] };
  measured.rates.push(row);
  console.log(JSON.stringify(row));
  await sleep(2_000);
}
const share = median(intakes) / median(inserts);
console.log(`median intake ${median(intakes)}/s, pgbench ${median(inserts)}/s: ${Math.round(share * 100)} %`);
for (const { child } of [worker, api]) {
  child.kill(profile === undefined ? 'SIGKILL' : 'SIGTERM');
  await once(child, 'exit');
}
await superuser.end();
await postgres.stop();
rmSync(folder, { recursive: true, force: true });

const ended = { at: new Date().toISOString(), deliveries, share, ...measured };
writeFileSync('docs/plots/intake.json', `${JSON.stringify(ended)}\n`);
const [inserted, taken] = [median(inserts), median(intakes)];
const rates = [
  { name: 'pgbench, the same row', value: inserted },
  { name: 'verified, stored and answered', value: taken, atLeast: Math.round(inserted * 0.85) },
];
writeFileSync('docs/plots/intake.svg', barsSvg('Intake, median of the rounds', 'a second', rates));
const latencies = measured.rates.flatMap(({ rate, p50, p99 }) => [
  { name: `p50 at ${rate} a second`, value: Math.round(p50 * 10) / 10 },
  {
    name: `p99 at ${rate} a second`,
    value: Math.round(p99 * 10) / 10,
    ...(rate === 1_000 ? { atMost: 50 } : {}),
  },
]);
writeFileSync('docs/plots/intake-latency.svg', barsSvg('Intake beside a worker', 'ms', latencies));
