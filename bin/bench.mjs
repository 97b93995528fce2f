#!/usr/bin/env node
// Runs benchmarks: `npm run bench`, or `npm run bench -- sync start vault`. Results belong into docs/benchmarks.md.
import { spawnSync } from 'node:child_process';

const node = process.execPath;
const compile = [node, 'node_modules/typescript7/bin/tsc', '-p', 'tsconfig.json', '--noCheck'];
const compiled = name => [compile, [node, `dist/test/bench/${name}.bench.js`]];
const benches = {
  start: [[node, 'test/bench/start.bench.mjs']],
  sync: [[node, 'test/bench/sync.bench.mjs']],
  vdirsyncer: [[node, 'test/bench/vdirsyncer.bench.mjs']],
  deliveries: [[node, 'test/bench/deliveries.bench.mjs']],
  console: [
    [
      node,
      '--import',
      './test/support/loader/register.mjs',
      '--conditions=source',
      'test/bench/console.bench.mjs',
    ],
  ],
  workers: [compile, [node, 'test/bench/workers.bench.mjs']],
  vault: compiled('vault'),
  jobs: compiled('jobs'),
  intake: compiled('intake'),
  backfill: compiled('backfill'),
  feed: compiled('feed'),
  statistics: compiled('statistics'),
  scroll: compiled('scroll'),
  merge: compiled('merge'),
  soak: compiled('soak'),
};

const wanted = process.argv.slice(2);
for (const name of wanted.length > 0 ? wanted : Object.keys(benches)) {
  const steps = benches[name];
  if (!steps) {
    console.error(`No benchmark ${name}. There are: ${Object.keys(benches).join(', ')}`);
    process.exit(2);
  }
  console.log(`\n== ${name}`);
  for (const [command, ...args] of steps) {
    const { status } = spawnSync(command, args, { stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  }
}
