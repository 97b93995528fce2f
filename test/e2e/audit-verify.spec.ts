import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createOrganization, startTestHub, type TestHub } from '#support';

/** The command as an auditor runs it: the built CLI, an exported file, no database and no settings. */
describe('causeway audit verify', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'causeway-audit-'));
  let hub: TestHub;
  let lines: string[];
  let head: string;

  const verify = (content: readonly string[], ...options: string[]) => {
    const file = path.join(folder, 'trail.ndjson');
    writeFileSync(file, `${content.join('\n')}\n`);
    const done = spawnSync(process.execPath, ['dist/src/cli.js', 'audit', 'verify', file, ...options], {
      encoding: 'utf8',
      env: {},
    });
    return { code: done.status, text: done.stdout + done.stderr };
  };

  beforeAll(async () => {
    hub = await startTestHub();
    const acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
    for (const name of ['one', 'two', 'three'])
      await acme.owner.post(acme.at('/keys'), { name, role: 'member' });
    const noted = await acme.owner.get<{ sequence: number; hash: string }>(acme.at('/audit/head'));
    head = `${noted.sequence}:${noted.hash}`;
    const exported = await acme.owner.send<string>('GET', acme.at('/audit/export?format=ndjson'));
    lines = exported.body.trimEnd().split('\n');
  });
  afterAll(async () => {
    await hub.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('finds an untouched export intact, also against a head noted earlier', () => {
    expect(verify(lines)).toMatchObject({ code: 0, text: expect.stringContaining('INTACT') });
    expect(verify(lines, '--head', head)).toMatchObject({ code: 0 });
    expect(JSON.parse(verify(lines, '--json').text)).toMatchObject({ isIntact: true, problem: null });
  });

  it('finds an edited, a missing, a swapped and a cut-off event', () => {
    const edited = lines.with(2, (lines[2] ?? '').replace('api_key.created', 'api_key.revoked'));
    const swapped = lines.with(2, lines[3] ?? '').with(3, lines[2] ?? '');
    for (const broken of [edited, lines.toSpliced(3, 1), swapped, lines.slice(0, -2)]) {
      expect(verify(broken)).toMatchObject({ code: 1, text: expect.stringContaining('BROKEN') });
    }
  });

  it('says so when there is nothing to read', () => {
    const done = spawnSync(process.execPath, [
      'dist/src/cli.js',
      'audit',
      'verify',
      path.join(folder, 'none'),
    ]);
    expect(done.status).toBe(2);
  });
});
