import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Run } from '../support/calendar.js';
import { plotSvg } from './plot.js';
import { cpuSeconds, residentMb } from './processor.js';
import { startShelfBench } from './shelf-bench.js';

/*
 * The first run of a container with 100,000 objects through the whole hub, at a vendor that costs nothing: records a
 * second, the hub's processor time, and its memory over time, which must be flat. The samples and their plot go to
 * docs/plots. Run: npm run bench -- backfill, or tsc -p . && node dist/test/bench/backfill.bench.js [objects] [page]
 */
const objects = Number(process.argv[2] ?? 100_000);
const page = Number(process.argv[3] ?? 250);
const shelf = `${objects}x${page}`;
const everyMs = 250;

interface Sample {
  readonly seconds: number;
  readonly residentMb: number;
  readonly done: number;
}

type Seen = Run & { readonly progress: { readonly done: number } };

const bench = await startShelfBench([shelf]);
const { acme, pid } = bench;
const samples: Sample[] = [];
const { path } = await bench.sync(shelf);
const cpuBefore = cpuSeconds(pid);
const began = performance.now();
const { id } = await acme.owner.post<Run>(`${path}/runs`);
let run: Seen;
do {
  await sleep(everyMs);
  run = await acme.owner.get<Seen>(`${path}/runs/${id}`);
  const seconds = Math.round((performance.now() - began) / 10) / 100;
  samples.push({ seconds, residentMb: residentMb(pid), done: run.progress.done });
} while (run.status === 'queued' || run.status === 'running');
const seconds = samples.at(-1)?.seconds ?? 0;
const cpu = cpuSeconds(pid) - cpuBefore;
await bench.stop();
if (run.status !== 'succeeded' || run.progress.done !== objects) throw new Error(JSON.stringify(run));

/** After the first tenth everything is loaded and compiled. */
const at = (share: number): number => samples[Math.floor((samples.length - 1) * share)]?.residentMb ?? 0;
const figures = {
  ...{ objects, page, seconds, perSecond: Math.round(objects / seconds) },
  hubCpuMicrosPerRecord: Math.round((cpu / objects) * 1e6),
  residentMb: [0, 0.1, 0.25, 0.5, 0.75, 1].map(at),
  peakMb: Math.max(...samples.map(sample => sample.residentMb)),
  load: loadavg()[0],
};
console.log(JSON.stringify(figures));
mkdirSync('docs/plots', { recursive: true });
writeFileSync('docs/plots/backfill.json', `${JSON.stringify({ ...figures, samples })}\n`);
const memory = samples.map(sample => [sample.seconds, sample.residentMb] as const);
const records = samples.map(sample => [sample.seconds, sample.done] as const);
writeFileSync(
  'docs/plots/backfill.svg',
  plotSvg(
    `First run of ${objects.toLocaleString('en')} records`,
    [{ name: 'memory of the hub', unit: 'MB', color: '#b03a2e', points: memory }],
    [{ name: 'records', unit: 'done', color: '#1f618d', points: records }],
  ),
);
