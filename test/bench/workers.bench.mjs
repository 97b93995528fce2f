// 1, 2 and 4 worker processes against a receiver that takes its time: what the receiver's latency allows, they should
// reach, so four should do four times as much as one. Each has few places, so that latency is the limit and not these
// cores. Jobs on both engines; then deliveries, which the hub sends by itself, on both too. Wanted: 3.5 times with four.
// Run: npm run bench -- workers   (PLACES=4, SECONDS=20, LATENCY=50, PARTS=jobs, ENGINES=Redis)
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { QueueDatabase, startJobs } from '../../dist/libs/jobs/testing/queue-database.js';
import * as stage from './deliveries-stage.mjs';
import { barsSvg } from './plot.ts';

const places = Number(process.env.PLACES ?? 4);
const seconds = Number(process.env.SECONDS ?? 20);
const latency = Number(process.env.LATENCY ?? 50);
const wanted = 3.5;
const parts = new Set((process.env.PARTS ?? 'jobs,deliveries').split(','));
const counts = [1, 2, 4];
const engines = (process.env.ENGINES ?? 'PostgreSQL,Redis').split(',');
const most = (1000 / latency) * places;
const receiver = await stage.startReceiver(latency);

const results = [];
const note = (what, engine, workers, count, took, processor) => {
  const perSecond = Math.round((count / took) * 10) / 10;
  const one = results.find(row => row.what === what && row.engine === engine)?.perSecond ?? perSecond;
  const row = {
    ...{
      what,
      engine,
      workers,
      perSecond,
      allowed: most * workers,
      times: Math.round((perSecond / one) * 100) / 100,
    },
    ...{ processorMs: Math.round((processor / count) * 100) / 100, load: Math.round(loadavg()[0] * 10) / 10 },
  };
  results.push(row);
  console.log(JSON.stringify(row));
};

/** What came within the time, with every worker busy from before to after. */
const throughput = async pids => {
  await receiver.read();
  const [began, before] = [performance.now(), stage.used(pids)];
  await sleep(seconds * 1000);
  const { count } = await receiver.read();
  return [count, (performance.now() - began) / 1000, stage.used(pids) - before];
};

const startWorker = async database => {
  const child = spawn(process.execPath, ['dist/test/bench/jobs-worker.js'], {
    env: {
      ...{ PATH: process.env.PATH, BENCH_SOCKET: database.as().host, BENCH_RECEIVER: `${receiver.url}/jobs` },
      ...{ BENCH_PLACES: String(places), ...(database.redisUrl ? { BENCH_REDIS: database.redisUrl } : {}) },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
};

const ofJobs = async engine => {
  const database = await QueueDatabase.start(engine);
  const producer = await startJobs(database, {}, { process: false });
  const lanes = Array.from({ length: 64 }, (_, i) => `organization-${i % 16}/${i}`);
  await producer.wakeAll('bench', lanes);
  const workers = [];
  for (const count of counts) {
    while (workers.length < count) workers.push(await startWorker(database));
    await sleep(3_000);
    note('jobs', engine, count, ...(await throughput(workers.map(({ pid }) => pid))));
  }
  for (const worker of workers) await stage.stop({ child: worker });
  await producer.close();
  await database.stop();
};

/** 64 endpoints with a backlog that is longer than the measurement; each process holds those that it took. */
const ofDeliveries = async (engine, setUp, redis) => {
  // A quarter of a process's places are one organization's.
  const settings = { CAUSEWAY_DELIVERIES: String(places * 4), ...(redis ? { REDIS_URL: redis } : {}) };
  for (const count of counts) {
    const organization = await setUp();
    const total = Math.ceil(most * count * (seconds + 20));
    const workers = [];
    while (workers.length < count) workers.push(await stage.startHub('worker', settings));
    await stage.publish(organization, total);
    await stage.until(() => stage.count('delivery', organization.id), total);
    await sleep(1_000);
    note('deliveries', engine, count, ...(await throughput(workers.map(({ pid }) => pid))));
    for (const worker of workers) await stage.stop(worker);
    // What is left of the backlog is not the next case's.
    await stage.database.query('truncate delivery, event cascade');
  }
};

try {
  if (parts.has('jobs')) for (const engine of engines) await ofJobs(engine);
  if (parts.has('deliveries')) {
    const api = await stage.startHub('api');
    const setUp = () => stage.setUp(api, { endpoints: 64, target: receiver, concurrency: 4 });
    const redisBeside = await QueueDatabase.start('Redis');
    for (const engine of engines)
      await ofDeliveries(engine, setUp, engine === 'Redis' ? redisBeside.redisUrl : undefined);
    await redisBeside.stop();
  }
} finally {
  console.table(results);
  await stage.stopAll();
}
const file = { at: new Date().toISOString(), places, latency, seconds, wanted, results };
writeFileSync('docs/plots/workers.json', `${JSON.stringify(file)}\n`);
const bars = results.map(({ what, engine, workers, times, perSecond }) => ({
  name: `${what} on ${engine}, ${workers} process${workers > 1 ? 'es' : ''}: ${perSecond}/s`,
  value: times,
  ...(workers === 4 ? { atLeast: wanted } : {}),
}));
writeFileSync(
  'docs/plots/workers.svg',
  barsSvg(`Receiver takes ${latency} ms, ${places} places a process`, '×', bars),
);
process.exit(0);
