import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { syncsAtRate } from './disk.js';
import { atRate, flatOut, type LoadResult, requests } from './intake-load.js';
import {
  api,
  clean,
  pgbenchRow,
  postmaster,
  secret,
  startApi,
  startHub,
  startTraffic,
  stop,
  superuser,
  useLog,
} from './intake-stage.js';
import { insertsAtRate, insertsFlatOut } from './pgbench.js';
import { barsSvg } from './plot.js';
import { cpuSeconds, cpuSecondsOfChildren, residentMb } from './processor.js';

/*
 * Durable, verified intake against what pgbench reaches inserting the same row (same table, indexes, policies and
 * constraints, a sealed body of the same size, ten clients, one row and one commit each). Alternately, on one machine: one
 * process of the hub; the same at so many a second, beside a worker that syncs and delivers; two processes on one port.
 * Run: npm run bench -- intake     Needs `pgbench` in PATH. ROUNDS, DELIVERIES and SOCKETS change it; PROFILE names a folder
 * for processor profiles of hub and worker.
 */
const rounds = Number(process.env['ROUNDS'] ?? 8);
const deliveries = Number(process.env['DELIVERIES'] ?? 15_000);
const sockets = Number(process.env['SOCKETS'] ?? 64);

const hubs = [api];
/** Seconds so far: of the hub, of PostgreSQL, and of the generator, which is this process. */
const processorTimes = () => ({
  hub: hubs.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0),
  postgres: cpuSecondsOfChildren(postmaster),
  generator: cpuSeconds(process.pid),
});
type ProcessorTimes = ReturnType<typeof processorTimes>;
const microsEach = (before: ProcessorTimes, number: number) => {
  const after = processorTimes();
  const micros = (name: keyof ProcessorTimes) => Math.round(((after[name] - before[name]) / number) * 1e6);
  return {
    hubMicros: micros('hub'),
    postgresMicros: micros('postgres'),
    generatorMicros: micros('generator'),
  };
};
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

await flatOut(api.port, requests(10_000, secret, 'warm'), sockets);
const bare = await pgbenchRow();
console.log(
  `about ${requests(1, secret, 'x')[0]?.length} bytes with headers as posted, ${bare.body.length / 2} sealed`,
);

interface Round extends LoadResult {
  readonly processes: number;
  readonly pgbench: number;
}

const measureRound = async (round: number): Promise<Round> => {
  await clean();
  const inserts = await insertsFlatOut(bare);
  await clean();
  const batch = requests(deliveries, secret, `p${hubs.length}r${round}`);
  const before = processorTimes();
  const result = await flatOut(api.port, batch, sockets);
  const micros = microsEach(before, deliveries);
  const { rows } = await superuser.query<{ n: number }>('select count(*)::int as n from receipt');
  if (rows[0]?.n !== deliveries) throw new Error(`${rows[0]?.n} rows of ${deliveries} deliveries`);
  const row = { processes: hubs.length, pgbench: inserts, ...result, ...micros, load: loadavg()[0] };
  console.log(JSON.stringify(row));
  return row;
};

const measureRounds = async (): Promise<Round[]> => {
  const found: Round[] = [];
  for (let round = 0; round < rounds; round++) found.push(await measureRound(round));
  return found;
};

const one = await measureRounds();

await useLog();
const worker = await startHub({ CAUSEWAY_ROLE: 'worker' });
await startTraffic();
// What a process compiles in its first seconds is not what it takes.
await atRate(api.port, requests(10_000, secret, 'first'), 500);
const rates: (LoadResult & { rate: number; diskP99: number })[] = [];
// Many short ones, each beside what the disk alone does just before: one that stalls for a moment is to be seen as that.
const wanted = [500, ...Array.from({ length: 12 }, () => 1_000), 2_000];
for (const [index, rate] of wanted.entries()) {
  const batch = requests(rate * 10, secret, `rate${rate}-${index}`);
  const diskP99 = await syncsAtRate(rate, 10);
  const [before, workerBefore] = [processorTimes(), cpuSeconds(worker.pid)];
  const result = await atRate(api.port, batch, rate);
  const workerMicros = Math.round(((cpuSeconds(worker.pid) - workerBefore) / batch.length) * 1e6);
  const micros = { ...microsEach(before, batch.length), workerMicros };
  const row = { rate, diskP99, ...result, ...micros, rssMb: residentMb(api.pid), load: loadavg()[0] };
  rates.push(row);
  console.log(JSON.stringify(row));
}
// Afterwards: what it leaves to be written would be written while the hub is measured.
const pgbenchP99: number[] = [];
for (let run = 0; run < 4; run++) {
  pgbenchP99.push(await insertsAtRate(bare, 1_000));
  await sleep(2_000);
}
console.log(`pgbench at 1,000 a second, p99: ${pgbenchP99.join(', ')} ms`);
await worker.stop();

hubs.push(await startApi(api.port));
await flatOut(api.port, requests(30_000, secret, 'warm2'), sockets);
const two = await measureRounds();
await stop();

const thousands = rates.filter(({ rate }) => rate === 1_000);
const slow = thousands.reduce((sum, run) => sum + run.slow, 0);
console.log(
  `at 1,000 a second: p99 ${Math.round(median(thousands.map(({ p99 }) => p99)))} ms in the median of ${thousands.length} runs, ` +
    `${thousands.filter(({ p99 }) => p99 <= 50).length} of them within 50; of all deliveries ${slow / thousands.length / 100} % took longer`,
);

/** The share in the round that is in the middle: machines change while one measures. */
const shareOf = (found: readonly Round[]): number =>
  median(found.map(({ perSecond, pgbench: inserts }) => perSecond / inserts));
const [shareOfOne, shareOfTwo] = [shareOf(one), shareOf(two)];
console.log(
  `one process ${Math.round(shareOfOne * 100)} % of pgbench, two ${Math.round(shareOfTwo * 100)} %`,
);
const ended = {
  at: new Date().toISOString(),
  deliveries,
  shareOfOne,
  shareOfTwo,
  rounds: [...one, ...two],
  rates,
  pgbenchP99,
};
writeFileSync('docs/plots/intake.json', `${JSON.stringify(ended)}\n`);
const inserted = median([...one, ...two].map(({ pgbench: inserts }) => inserts));
const bars = [
  { name: 'pgbench, the same row', value: inserted },
  { name: 'one process of the hub', value: median(one.map(({ perSecond }) => perSecond)) },
  {
    name: 'two processes on one port',
    value: median(two.map(({ perSecond }) => perSecond)),
    atLeast: Math.round(inserted * 0.85),
  },
];
writeFileSync(
  'docs/plots/intake.svg',
  barsSvg('Verified, stored and answered, median of the rounds', 'a second', bars),
);
const latencies = [...Map.groupBy(rates, ({ rate }) => rate)].flatMap(([rate, runs]) => [
  { name: `p50 at ${rate} a second`, value: Math.round(median(runs.map(({ p50 }) => p50)) * 10) / 10 },
  {
    name: `p99 at ${rate} a second`,
    value: Math.round(median(runs.map(({ p99 }) => p99)) * 10) / 10,
    ...(rate === 1_000 ? { atMost: 50 } : {}),
  },
]);
writeFileSync(
  'docs/plots/intake-latency.svg',
  barsSvg('Intake beside a worker that syncs and delivers, median of the runs', 'ms', latencies),
);
