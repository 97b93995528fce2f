import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, spawn as spawnProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  agreeOnScreen,
  Browser,
  createOrganization,
  type GoogleStage,
  startGoogleStage,
  type TestOrganization,
} from '#support';
import { Terminal } from '../support/terminal.js';

const folder = mkdtempSync(path.join(tmpdir(), 'causeway-cli-'));
const clientId = 'acme.apps.googleusercontent.com';
const secret = 'acme-google-secret';
let stage: GoogleStage;
let acme: TestOrganization;

beforeAll(async () => {
  stage = await startGoogleStage();
  acme = await createOrganization(stage.hub.url, stage.hub.operatorKey, 'Terminal');
});
afterAll(async () => {
  await stage.stop();
  rmSync(folder, { recursive: true, force: true });
});

const environment = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  CAUSEWAY_URL: stage.hub.url,
  CAUSEWAY_PROFILE: path.join(folder, 'profile.json'),
});

const signInAt = async (url: string): Promise<void> => {
  const browser = new Browser();
  const page = await agreeOnScreen(browser, await browser.submit(await browser.open(url)));
  expect(page.status).toBeLessThan(600);
};

const command = (
  args: readonly string[],
  more: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string }> =>
  new Promise(resolve => {
    const child = execFile(
      process.execPath,
      ['dist/src/cli.js', ...args],
      { env: { ...environment(), ...more }, timeout: 40_000 },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
    child.stdin?.end();
  });

/** A program that starts the command, and a person who opens the link that it prints beside its answer. */
const commandWithBrowser = (
  args: readonly string[],
  more: Record<string, string>,
): Promise<{ code: number | null; out: string; err: string }> =>
  new Promise((resolve, reject) => {
    const child = spawnProcess(process.execPath, ['dist/src/cli.js', ...args], {
      env: { ...environment(), ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    let opened = false;
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
      const link = /(http:\S+\/connect\/[\w-]+)\s/.exec(err)?.[1];
      if (!link || opened) return;
      opened = true;
      signInAt(link).catch(reject);
    });
    child.once('close', code => resolve({ code, out, err }));
  });

describe('the wizard in a terminal', () => {
  it('keeps a key that is typed without echo, in a file for its owner alone', async () => {
    const terminal = new Terminal(['login'], environment());
    await terminal.answers(/operator key|API key/, acme.owner.key);
    await terminal.sees(/Logged in .* as owner of Terminal/);
    expect(await terminal.ended).toBe(0);
    expect(terminal.written).not.toContain(acme.owner.key);
    const file = path.join(folder, 'profile.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toContain(acme.owner.key);
  });

  it('sets a mistyped provider up, explains a wrong secret, connects, checks, and runs a first sync', async () => {
    const terminal = new Terminal(['connect', 'gogle-calendar', '--no-browser'], environment());
    await terminal.answers(/Did you mean google-calendar/);
    await terminal.sees(/Open the Google Cloud console \(https:/);
    await terminal.sees(/Redirect address, exactly/);
    await terminal.sees(new RegExp(`${stage.hub.url}/oauth/google-calendar/callback`));
    await terminal.sees(/calendar\.events +Reads/i);
    await terminal.answers(/Client id/, clientId);
    await terminal.answers(/Client secret/, 'not-the-secret');
    const [, first = ''] = await terminal.sees(/(http:\/\/127\.0\.0\.1:\d+\/connect\/[\w-]+)/);
    await signInAt(first);
    await terminal.sees(/invalid_client/);
    await terminal.sees(/does not know this client id with this secret/);
    await terminal.answers(/Type id and secret again/);
    await terminal.answers(/Client id/, clientId);
    await terminal.answers(/Client secret/, secret);
    const [, second = ''] = await terminal.sees(/(http:\/\/127\.0\.0\.1:\d+\/connect\/[\w-]+)/);
    await signInAt(second);
    await terminal.sees(/Connected as ada@example\.com/);
    await terminal.sees(/A real call to Google Calendar was answered/);
    await terminal.sees(/3 calendars \(/);
    await terminal.answers(/What shall be synchronized first/);
    await terminal.sees(/First run of/);
    await terminal.sees(/succeeded: /);
    expect(await terminal.ended).toBe(0);
    expect(terminal.written).not.toContain(secret);
    expect(terminal.written).not.toContain('not-the-secret');
  });

  it('goes on where it stopped', async () => {
    const terminal = new Terminal(['connect', 'google-cal', '--no-browser'], environment());
    await terminal.sees(/is set up already with client acme/);
    await terminal.sees(/ada@example\.com is connected already/);
    await terminal.answers(/Connect another account/);
    await terminal.sees(/Connected as ada@example\.com/);
    await terminal.sees(/What shall be synchronized first/);
    terminal.interrupt();
    expect(await terminal.ended).toBe(130);
  });
});

describe('without a terminal', () => {
  const beta = async (): Promise<Record<string, string>> => {
    const { owner } = await createOrganization(stage.hub.url, stage.hub.operatorKey, `Beta${Date.now()}`);
    return { CAUSEWAY_API_KEY: owner.key, CAUSEWAY_PROFILE: path.join(folder, 'none.json') };
  };

  it('nothing is asked: the option that is missing is named', async () => {
    const key = await beta();
    const none = await command(['connect'], key);
    expect(none.code).toBe(2);
    expect(none.err).toMatch(/no terminal to ask on[^]*google-calendar/);
    const noId = await command(['connect', 'google-calendar'], key);
    expect(noId.code).toBe(2);
    expect(noId.err).toContain('--client-id');
    const login = await command(['login']);
    expect([login.code, login.err]).toEqual([2, expect.stringContaining('--key-file')]);
  });

  it('everything works with options, and the answer is one JSON document', async () => {
    const key = await beta();
    writeFileSync(path.join(folder, 'secret'), `${secret}\n`, { mode: 0o600 });
    const done = await commandWithBrowser(
      [
        ...['connect', 'google-calendar', '--json', '--no-browser', '--client-id', clientId],
        ...['--client-secret-file', path.join(folder, 'secret'), '--container', 'team'],
      ],
      key,
    );
    expect(done.code).toBe(0);
    const answer = JSON.parse(done.out) as Record<string, unknown>;
    expect(answer).toMatchObject({
      integration: { client: 'own' },
      connection: { status: 'active', account: { email: 'ada@example.com' }, missing: [] },
      sync: { containerName: 'Team' },
      run: { status: 'succeeded' },
    });
  });

  it('a sign-in that nobody finishes ends in time, with what to do', async () => {
    const key = await beta();
    const late = await command(
      [
        ...['connect', 'google-calendar', '--no-browser', '--client-id', clientId, '--timeout', '1'],
        ...['--client-secret-file', path.join(folder, 'secret')],
      ],
      key,
    );
    expect(late.code).toBe(1);
    expect(late.err).toContain('Nobody signed in');
    expect(late.out).toContain(`${stage.hub.url}/connect/`);
    expect(late.out + late.err).not.toContain(secret);
  });

  it('keys among the arguments are refused, and colours are left out', async () => {
    const given = await command(['status', '--api-key', 'cwk_x']);
    expect([given.code, given.err]).toEqual([2, expect.stringContaining('CAUSEWAY_API_KEY')]);
    const status = await command(['status']);
    expect(status.code).toBe(0);
    expect(status.out).not.toContain('\u001b');
    expect(status.out).toContain('google-calendar');
  });
});
