import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const profile = process.env['PROFILE'];
/** As the hub is started. FLAGS are more of them; with PROFILE set to a folder, processor profiles are left there. */
const flags = [
  ...readFileSync('bin/node-flags', 'utf8').trim().split(/\s+/),
  ...(process.env['FLAGS']?.split(' ') ?? []),
  ...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]),
];

/** A hub in a process of its own: `name` is a script beside this file that writes where it listens as its first line. */
export const startHubScript = async (name: string, environment: Readonly<Record<string, string>>) => {
  const child = spawn(process.execPath, [...flags, path.resolve(`dist/test/bench/${name}.js`)], {
    env: {
      PATH: process.env['PATH'],
      CAUSEWAY_KEY: Buffer.alloc(32, 9).toString('base64'),
      CAUSEWAY_RATE_LIMIT: '1000000',
      CAUSEWAY_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    child.once('exit', code => reject(new Error(`The hub ended with ${code}`)));
  });
  const { url, operatorKey } = JSON.parse(line) as { url: string; operatorKey: string };
  return { child, pid: child.pid ?? 0, url, operatorKey };
};
