import 'reflect-metadata';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { provision, roles, startEmbeddedPostgres } from '#database';
import { type ProcessHub, register } from '#support';
import { migrateDatabase } from '../../src/database-server.js';
import { untilDrained } from '../faults/backbone/ledger.js';
import { ReceiverProcess } from '../faults/backbone/receiver-process.js';
import { BackboneStage } from '../faults/backbone/stage.js';
import { plotSvg, type Series } from './plot.js';
import { SoakLoad } from './soak-load.js';

/*
 * The whole hub, an API process and a worker from dist/bundle, under steady load: 50 signed webhooks a second, a delivery
 * of each, a sync run every few seconds, reads of the API and somebody who follows the events. Memory of each process is
 * sampled every five seconds and must not grow: slope by least squares over the last three quarters. Samples and plot go
 * to docs/plots. Run: npm run bench -- soak   (SOAK_MINUTES=2 for a short one)
 */
const minutes = Number(process.env['SOAK_MINUTES'] ?? 20);
const everyMs = 5_000;

interface Sample {
  readonly seconds: number;
  readonly api: number;
  readonly worker: number;
  readonly apiHeap: number;
  readonly workerHeap: number;
  readonly postgres: number;
}
type Measure = Exclude<keyof Sample, 'seconds'>;
const measures: readonly Measure[] = ['api', 'worker', 'apiHeap', 'workerHeap', 'postgres'];

const mb = (bytes: number): number => Math.round((bytes / 2 ** 20) * 10) / 10;
const heapOf = ({ directory }: ProcessHub): number =>
  mb(
    (JSON.parse(readFileSync(path.join(directory, 'memory.json'), 'utf8')) as { heapUsed: number }).heapUsed,
  );

/** Of a server and its children; memory that they share counts once, as each one's proportional part. */
const postgresMb = (server: number): number => {
  const read = (file: string): string => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return ''; // ended meanwhile
    }
  };
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  const own = pids.filter(
    pid => Number(pid) === server || read(`/proc/${pid}/stat`).split(') ')[1]?.split(' ')[1] === `${server}`,
  );
  const kilobytes = own.map(pid =>
    Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0),
  );
  return mb(kilobytes.reduce((sum, one) => sum + one * 1024, 0));
};

/** Least squares, in MB an hour. */
const slopeOf = (samples: readonly Sample[], measure: Measure): number => {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(samples.map(({ seconds }) => seconds)), mean(samples.map(sample => sample[measure]))];
  const above = samples.map(sample => (sample.seconds - x) * (sample[measure] - y));
  const below = samples.map(({ seconds }) => (seconds - x) ** 2);
  return Math.round((mean(above) / mean(below)) * 3_600 * 10) / 10;
};

const folder = mkdtempSync(path.join(tmpdir(), 'causeway-soak-'));
const postgres = await startEmbeddedPostgres(path.join(folder, 'postgres'));
const at = (user: string) => ({ host: postgres.socketDirectory, port: 5432, user, database: 'causeway' });
await provision(at('postgres'), 'causeway');
await migrateDatabase(at(roles.owner));
const database = {
  ...{ name: 'causeway', app: at(roles.app), owner: at(roles.owner), superuser: at('postgres') },
  drop: () => postgres.stop(),
};
const receiver = await ReceiverProcess.start();
const reporter = path.resolve('test/bench/memory-reporter.mjs');
const stage = await BackboneStage.start(['api', 'worker'], {}, database, {
  NODE_OPTIONS: `--import ${reporter} --heapsnapshot-signal=SIGUSR2`,
  CAUSEWAY_SWEEP_MS: '30000',
});
const [api, worker] = stage.hubs;
if (!api || !worker) throw new Error('An API process and a worker are needed');
await worker.untilAtWork();
await register(stage.acme, receiver.url, { eventTypes: ['connection.remote_event'] });
const server = Number(readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);

const load = await SoakLoad.start(stage, 200);
const samples: Sample[] = [];
const loads: number[] = [];
const began = performance.now();
const sample = (): Sample => ({
  seconds: Math.round((performance.now() - began) / 100) / 10,
  ...{ api: mb(api.memory), worker: mb(worker.memory), apiHeap: heapOf(api), workerHeap: heapOf(worker) },
  postgres: postgresMb(server),
});
while (performance.now() - began < minutes * 60_000) {
  samples.push(sample());
  loads.push(loadavg()[0] ?? 0);
  if (samples.length % 12 === 1)
    console.log(JSON.stringify({ ...samples.at(-1), ...load.done, ...load.notTaken }));
  await sleep(everyMs);
}
samples.push(sample());
await load.stop();
await untilDrained(stage, 120_000);
const delivered = (await receiver.hooks()).size;
const [sizes] = await stage.rows<{ receipts: number; deliveries: number; databaseMb: number }>(
  `select (select count(*) from receipt where status = 'processed')::int as receipts,
    (select count(*) from delivery where status = 'delivered')::int as deliveries,
    (pg_database_size(current_database()) / 1048576)::int as "databaseMb"`,
);
await stage.stop();
await Promise.all([receiver.stop(), load.stopServer()]);
rmSync(folder, { recursive: true, force: true });

const from = (share: number): Sample[] => samples.slice(Math.floor(samples.length * share));
const rows = measures.map(measure => ({
  measure,
  ...Object.fromEntries(
    [0, 0.25, 0.5, 0.75, 1].map(share => [
      `${share * 100} %`,
      samples[Math.round((samples.length - 1) * share)]?.[measure] ?? 0,
    ]),
  ),
  highest: Math.max(...samples.map(one => one[measure])),
  'MB an hour': slopeOf(from(0.25), measure),
  'in the last quarter': slopeOf(from(0.75), measure),
}));
console.table(rows);
const sorted = loads.toSorted((a, b) => a - b);
const figures = {
  ...{ at: new Date().toISOString(), minutes, done: load.done, notTaken: load.notTaken, delivered, ...sizes },
  load: { lowest: sorted[0], median: sorted[Math.floor(sorted.length / 2)], highest: sorted.at(-1) },
  rows,
};
console.log(JSON.stringify(figures));

const drawn = (measure: Measure, name: string, color: string): Series => ({
  ...{ name, unit: 'MB', color },
  points: samples.map(one => [one.seconds, one[measure]] as const),
});
writeFileSync('docs/plots/soak.json', `${JSON.stringify({ ...figures, samples })}\n`);
writeFileSync(
  'docs/plots/soak.svg',
  plotSvg(
    `${minutes} minutes of steady load`,
    [
      drawn('api', 'API', '#b03a2e'),
      drawn('worker', 'worker', '#1f618d'),
      drawn('apiHeap', 'API, heap', '#e59866'),
      drawn('workerHeap', 'worker, heap', '#85c1e9'),
    ],
    [drawn('postgres', 'PostgreSQL', '#1e8449')],
  ),
);
