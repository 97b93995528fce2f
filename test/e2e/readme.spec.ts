import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { radicaleMissing, startTestHub, type TestHub, until } from '#support';

const reason = radicaleMissing();
if (reason) console.warn(`SKIPPED: the commands of README.md. ${reason}`);

const readme = readFileSync('README.md', 'utf8');

/** A text that the README shows, with what stands for it here; a README without it fails. */
const replaced = (text: string, here: Readonly<Record<string, string>>): string =>
  Object.entries(here).reduce((done, [shown, instead]) => {
    if (!done.includes(shown)) throw new Error(`README.md no longer says ${shown}`);
    return done.replaceAll(shown, instead);
  }, text);

const only = (pattern: RegExp): string => {
  const [found, ...others] = [...readme.matchAll(pattern)].map(match => match[1]);
  if (found === undefined || others.length > 0)
    throw new Error(`README.md does not hold ${String(pattern)} once`);
  return found;
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
};

(reason ? describe.skip : describe)('the commands of README.md', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'causeway-readme-'));
  let hub: TestHub;
  let calendars: string;
  let radicale: ChildProcess;

  beforeAll(async () => {
    const port = await freePort();
    calendars = `127.0.0.1:${port}`;
    const command = replaced(only(/^(radicale .*)$/gm), { '127.0.0.1:5232': calendars });
    radicale = spawn('bash', ['-c', `exec ${command}`], { cwd: folder, stdio: 'ignore' });
    const answers = () =>
      fetch(`http://${calendars}/`, { redirect: 'manual' }).then(
        () => true,
        () => false,
      );
    [hub] = await Promise.all([startTestHub(), until(answers, Boolean)]);
  });
  afterAll(async () => {
    await hub.stop();
    const ended = new Promise(resolve => radicale.once('exit', resolve));
    radicale.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  it('do the main job, and the change made through the API is in the calendar', async () => {
    const script = replaced(only(/```bash\n([^]*?)```/g), {
      'http://127.0.0.1:3000': hub.url,
      '127.0.0.1:5232': calendars,
      'paste-the-key-that-npm-start-printed': hub.operatorKey,
    });
    const run = promisify(execFile);
    const { stdout, stderr } = await run('bash', ['-c', `set -euo pipefail\n${script}`], {
      cwd: folder,
      timeout: 50_000,
    });
    expect(stderr).toBe('');
    expect(stdout).toContain('"title":"Lunch"');
    expect(stdout).toMatch(/^SUMMARY:Lunch with Grace\r?$/m);
    for (const action of [
      'organization.created',
      'connection.created',
      'consent.given',
      'sync_run.succeeded',
    ]) {
      expect(stdout.split('\n')).toContain(action);
    }
  });

  it('are ten', () => {
    const numbers = [...only(/```bash\n([^]*?)```/g).matchAll(/^# (\d+)\. /gm)].map(match =>
      Number(match[1]),
    );
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});
