import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type DavServer, radicaleMissing, startRadicale, startTestHub, type TestHub } from '#support';
import { Terminal } from '../support/terminal.js';

const folder = mkdtempSync(path.join(tmpdir(), 'causeway-cli-'));
const profile = path.join(folder, 'profile.json');
const reason = radicaleMissing();
if (reason) console.warn(`SKIPPED: the wizard with an app password. ${reason}`);
let hub: TestHub;

const environment = (): Record<string, string> => ({
  CAUSEWAY_URL: hub.url,
  CAUSEWAY_PROFILE: profile,
});

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const causeway = (args: readonly string[], input = '', more: Record<string, string> = {}): Promise<Outcome> =>
  new Promise(resolve => {
    const env = { PATH: process.env['PATH'] ?? '', ...environment(), ...more };
    const child = execFile(process.execPath, ['dist/src/cli.js', ...args], { env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
    child.stdin?.end(input);
  });

const json = async <T>(args: readonly string[]): Promise<T> => {
  const { code, out, err } = await causeway([...args, '--json']);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${err}`);
  return JSON.parse(out) as T;
};

beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(async () => {
  await hub.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('an operator at the command line', () => {
  it('is told how to log in, and logs in by standard input', async () => {
    const before = await causeway(['organizations']);
    expect([before.code, before.err]).toEqual([2, expect.stringContaining('causeway login')]);
    const wrong = await causeway(['login', '--key-file', '-'], 'cwo_wrong\n');
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('login')]);
    const done = await causeway(['login', '--key-file', '-'], `${hub.operatorKey}\n`);
    expect([done.code, done.out]).toEqual([0, expect.stringContaining('as operator')]);
    expect(done.out + done.err).not.toContain(hub.operatorKey);
  });

  it('makes organizations, whose keys further commands know, and finds them by a beginning', async () => {
    const made = await json<{ organization: { id: string }; apiKey: { key: string } }>([
      'organizations',
      'create',
      'Acme Works',
      '--owner-email',
      'olga@acme.example',
    ]);
    expect(readFileSync(profile, 'utf8')).toContain(made.apiKey.key);
    await json(['orgs', 'create', 'Beta', '--owner-email', 'bo@beta.example']);
    const shown = await causeway(['organizations', 'show', 'acme']);
    expect(shown.out).toContain(made.organization.id);
    const missing = await causeway(['organizations', 'show', 'Betta']);
    expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('Did you mean Beta?')]);
    const unclear = await causeway(['keys', 'list']);
    expect([unclear.code, unclear.err]).toEqual([
      2,
      expect.stringMatching(/--organization: Acme Works, Beta/),
    ]);
    const without = await causeway(['organizations', 'create', 'Gamma']);
    expect([without.code, without.err]).toEqual([2, expect.stringContaining('--owner-email')]);
  });

  it('makes, lists and revokes keys of an organization and of operators', async () => {
    const key = await json<{ key: string; id: string; role: string }>([
      'keys',
      'create',
      'reporting',
      '-o',
      'acme',
      '--role',
      'auditor',
      '--expires',
      '2099-01-31',
    ]);
    expect(key).toMatchObject({ role: 'auditor', key: expect.stringMatching(/^cwk_/) });
    const listed = await causeway(['keys', '-o', 'acme']);
    expect(listed.out).toMatch(/reporting +cwk_\S+ +auditor +works until 2099-01-31/);
    expect(listed.out).not.toContain(key.key);
    const asked = await causeway(['keys', 'revoke', 'reporting', '-o', 'acme']);
    expect([asked.code, asked.err]).toEqual([2, expect.stringContaining('--yes')]);
    expect(await causeway(['keys', 'revoke', 'report', '-o', 'acme', '--yes'])).toMatchObject({ code: 0 });
    expect((await causeway(['keys', 'list', '-o', 'acme'])).out).toMatch(/reporting .* revoked/);
    const operator = await json<{ id: string }>(['keys', 'create', 'second', '--operator']);
    expect(await json<unknown>(['keys', 'revoke', operator.id, '--operator', '-y'])).toEqual({
      id: operator.id,
      revoked: true,
    });
  });

  it('rotates keys, and keeps a new one where it kept the old one', async () => {
    await causeway(['keys', 'create', 'nightly', '-o', 'acme']);
    const rotated = await causeway(['keys', 'rotate', 'nightly', '-o', 'acme', '--overlap', '0']);
    expect(rotated.out).toMatch(/Key +cwk_[^]*Old key +has ended[^]*shown this once/);
    expect(rotated.out).not.toContain(profile);
    const listed = await causeway(['keys', '-o', 'acme']);
    expect(listed.out).toMatch(/nightly [^\n]* ended /);
    expect(listed.out).toMatch(/nightly [^\n]* works /);
    const own = await causeway(['keys', 'rotate', 'First key', '--operator', '--overlap', '0']);
    expect([own.code, own.out]).toEqual([0, expect.stringContaining(`${profile} keeps it`)]);
    expect((await causeway(['keys', '--operator'])).code).toBe(0);
    const far = await causeway(['keys', 'rotate', 'nightly', '-o', 'acme', '--overlap', '721']);
    expect([far.code, far.err]).toEqual([2, expect.stringContaining('from 0 to 720')]);
  });

  it('sees queues, providers and the way to connect one', async () => {
    expect((await causeway(['queues'])).out).toMatch(/^Task +Waiting[^]*syncs\.run/);
    const providers = await json<{ key: string }[]>(['providers']);
    expect(providers.map(({ key }) => key)).toContain('slack');
    const slack = await causeway(['providers', 'Slak']);
    expect([slack.code, slack.err]).toEqual([1, expect.stringContaining('Did you mean slack?')]);
    expect((await causeway(['providers', 'slack'])).out).toMatch(/channels:history/);
  });

  it('has errors as JSON too, with the hub’s code', async () => {
    const refused = await causeway(['status', '-o', 'x', '--json'], '', { CAUSEWAY_API_KEY: 'cwk_unknown' });
    expect(refused.code).toBe(1);
    expect(refused.out).toBe('');
    expect(JSON.parse(refused.err)).toMatchObject({ error: { code: 'unauthenticated', exitCode: 1 } });
    const away = await causeway(['status', '--json', '--url', 'http://127.0.0.1:1']);
    expect([away.code, JSON.parse(away.err)]).toMatchObject([2, { error: { exitCode: 2 } }]);
    expect(await causeway(['no-such-command'])).toMatchObject({ code: 2 });
    expect(await causeway(['--help'])).toMatchObject({ code: 0 });
  });
});

(reason ? describe.skip : describe)('the wizard with an app password', () => {
  let dav: DavServer;

  beforeAll(async () => {
    dav = await startRadicale();
    await dav.createCalendar('work', { displayName: 'Work' });
  });
  afterAll(() => dav.stop());

  it('explains a wrong one, asks for consent in plain words and runs a first sync', async () => {
    const terminal = new Terminal(['connect', 'caldav', '-o', 'acme'], environment());
    await terminal.sees(/Create an app password/);
    await terminal.answers(/Server url/, dav.url);
    await terminal.answers(/Username/, dav.username);
    await terminal.answers(/Password \(App password\)/, 'wrong-password');
    await terminal.answers(/Type it again/);
    await terminal.answers(/Server url/, dav.url);
    await terminal.answers(/Username/, dav.username);
    await terminal.answers(/Password \(App password\)/, dav.password);
    await terminal.sees(/Connected as/);
    await terminal.sees(/1 calendar \(Work\)/);
    await terminal.sees(/so that both calendars show the same/);
    await terminal.answers(/agreed to "Calendar sync"/);
    await terminal.answers(/What shall be synchronized first/);
    await terminal.sees(/succeeded: /);
    expect(await terminal.ended).toBe(0);
    expect(terminal.written).not.toContain(dav.password);
    expect(terminal.written).not.toContain('wrong-password');
  });

  it('leaves a sync that is listed, run and looked back on', async () => {
    expect((await causeway(['syncs', '-o', 'acme'])).out).toMatch(/calendar_event +Work +two_way/);
    const run = await causeway(['syncs', 'run', 'work', '-o', 'acme', '--full']);
    expect([run.code, run.out]).toEqual([0, expect.stringContaining('succeeded')]);
    expect((await causeway(['runs', '-o', 'acme'])).out).toMatch(/succeeded +full +manual/);
    expect(await causeway(['status', '-o', 'acme'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/caldav .*active +1/),
    });
  });
});
