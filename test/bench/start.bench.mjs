// From a bare clone with an empty npm cache and HOME to an answering hub, then ten later starts.
// Run: npm run bench -- start      (needs the network for the packages)
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

const folder = mkdtempSync(path.join(tmpdir(), 'causeway-start-'));
const clone = path.join(folder, 'clone');
const home = path.join(folder, 'home');
const port = 5951;
mkdirSync(home);
// How this machine reaches its registry, if that is configured.
const npmrc = path.join(homedir(), '.npmrc');
if (existsSync(npmrc)) copyFileSync(npmrc, path.join(home, '.npmrc'));
execFileSync('git', ['clone', '--quiet', process.cwd(), clone]);

// The newcomer's PATH: without the Node that this project brings.
const PATH = process.env.PATH.split(':')
  .filter(entry => !entry.includes('node_modules'))
  .join(':');
const environment = { PATH, HOME: home, npm_config_cache: path.join(folder, 'cache'), PORT: String(port) };

const start = async title => {
  const began = performance.now();
  const child = spawn('npm', ['start'], { cwd: clone, env: environment, stdio: 'ignore', detached: true });
  for (;;) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`);
    if (
      await fetch(`http://127.0.0.1:${port}/health/ready`).then(
        answer => answer.ok,
        () => false,
      )
    )
      break;
    await sleep(20);
  }
  const seconds = (performance.now() - began) / 1000;
  console.log(`${title}: ${seconds.toFixed(2)} s`);
  const gone = new Promise(resolve => child.once('exit', resolve));
  process.kill(-child.pid, 'SIGTERM');
  await gone;
  return seconds;
};

/** How fast the machine is just now: a shared one was seen to differ threefold within an hour. */
const speed = () => {
  const began = performance.now();
  let sum = 0;
  for (let i = 0; i < 3e8; i++) sum += i % 7;
  console.log(`300,000,000 additions: ${((performance.now() - began) / 1000).toFixed(2)} s (${sum})`);
};

try {
  speed();
  await start('bare clone to serving, empty npm cache');
  speed();
  const later = [];
  for (let i = 0; i < 10; i++) later.push(await start('later start'));
  speed();
  later.sort((one, other) => one - other);
  console.log(
    `later starts: median ${((later[4] + later[5]) / 2).toFixed(2)} s, slowest ${later[9].toFixed(2)} s`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
