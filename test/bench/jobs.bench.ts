import 'reflect-metadata';
import { existsSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { BullJobs } from '../../libs/jobs/bull-jobs.js';
import { QueueDatabase, startJobs, until } from '../../libs/jobs/testing/queue-database.js';
import type { EngineKind } from '../../libs/jobs/testing/redis-server.js';
import { type Bar, barsSvg } from './plot.js';

/*
 * From wake() to the start of the run, one process that wakes and one that works (in this one node process), on both
 * engines: idle, one wake-up every 20 ms; then while another organization has its backlog of lanes, for which the first
 * lane of a hundred organizations, one after the other, must begin within a second. Targets: idle p99 ≤ 50 ms, fairness
 * ≤ 1,000 ms. Run: npm run bench -- jobs, or tsc -p . && node dist/test/bench/jobs.bench.js [backlog] [idle wake-ups]
 */
const backlog = Number(process.argv[2] ?? 100_000);
const idleWakes = Number(process.argv[3] ?? 1000);
const newcomers = 100;
const concurrency = 10;

Logger.overrideLogger(['error']);

const started = new Map<string, number>();
let noisyRuns = 0;
const handler = {
  run: async (lane: string) => {
    if (lane.startsWith('noisy/')) {
      noisyRuns += 1;
      return 'more' as const;
    }
    started.set(lane, performance.now());
    return 'done' as const;
  },
};

const latencyOf = async (jobs: BullJobs, lane: string): Promise<number> => {
  const asked = performance.now();
  await jobs.wake('bench', lane);
  await until(() => started.has(lane), `${lane} began`, 120_000);
  return (started.get(lane) ?? Infinity) - asked;
};

const bars: Bar[] = [];
const results: object[] = [];

/** Of an idle hub p99 counts; of a newcomer beside a backlog every single one does. */
const tell = (what: string, latencies: number[], wanted: 'p99' | 'longest'): void => {
  latencies.sort((a, b) => a - b);
  const at = (q: number): number => Math.round((latencies[Math.floor(latencies.length * q)] ?? 0) * 10) / 10;
  const longest = Math.round((latencies.at(-1) ?? 0) * 10) / 10;
  const row = { what, p50: at(0.5), p90: at(0.9), p99: at(0.99), longest, load: loadavg()[0] };
  results.push(row);
  bars.push({ name: `${what}: ${wanted}`, value: row[wanted], atMost: wanted === 'p99' ? 50 : 1_000 });
  console.log(JSON.stringify(row));
};

const idle = async (jobs: BullJobs): Promise<number[]> => {
  const latencies: Promise<number>[] = [];
  for (let i = 0; i < idleWakes; i++) {
    latencies.push(latencyOf(jobs, `idle-${String(i % 50)}/${String(i)}`));
    await sleep(20);
  }
  return Promise.all(latencies);
};

const amidBacklog = async (jobs: BullJobs, worker: () => Promise<BullJobs>): Promise<number[]> => {
  const began = performance.now();
  await jobs.wakeAll(
    'bench',
    Array.from({ length: backlog }, (_, index) => `noisy/${String(index)}`),
  );
  const seconds = (performance.now() - began) / 1000;
  console.log(`  ${String(backlog)} lanes woken at ${(backlog / seconds).toFixed(0)} a second`);
  await worker();
  await sleep(2000);
  const [from, runs] = [performance.now(), noisyRuns];
  const latencies: number[] = [];
  for (let i = 0; i < newcomers; i++) {
    latencies.push(await latencyOf(jobs, `new-${String(i)}/first`));
    await sleep(50);
  }
  const rate = (noisyRuns - runs) / ((performance.now() - from) / 1000);
  console.log(`  meanwhile ${rate.toFixed(0)} runs a second of the backlog`);
  return latencies;
};

const measure = async (kind: EngineKind): Promise<void> => {
  const database = await QueueDatabase.start(kind);
  const handlers = { bench: handler };
  const producer = await startJobs(database, handlers, { process: false, concurrency });
  const first = await startJobs(database, handlers, { concurrency });
  for (let i = 0; i < 100; i++) await latencyOf(producer, `warm-up/${kind}-${String(i)}`);
  started.clear();
  tell(`${kind}, idle`, await idle(producer), 'p99');
  await first.close();
  started.clear();
  let second: BullJobs | undefined;
  const worker = async (): Promise<BullJobs> =>
    (second = await startJobs(database, handlers, { concurrency }));
  tell(`${kind}, first beside ${String(backlog)}`, await amidBacklog(producer, worker), 'longest');
  started.clear();
  await Promise.all([second?.close(), producer.close()]);
  await database.stop();
};

await measure('PostgreSQL');
if (existsSync('/usr/bin/redis-server')) await measure('Redis');
const ended = { at: new Date().toISOString(), backlog, idleWakes, results };
writeFileSync('docs/plots/jobs.json', `${JSON.stringify(ended)}\n`);
const isIdle = ({ atMost }: Bar): boolean => atMost === 50;
writeFileSync('docs/plots/jobs-idle.svg', barsSvg('From wake-up to start, idle', 'ms', bars.filter(isIdle)));
const beside = bars.filter(bar => !isIdle(bar));
writeFileSync('docs/plots/jobs-backlog.svg', barsSvg("Beside another's backlog", 'ms', beside));
process.exit(0);
