import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { loadConfig } from '#config';
import { startEmbeddedPostgres } from '#database';
import { startTestHub, type TestHub } from '#support';
import { diagnose } from '../../src/commands/doctor/examine.js';
import type { Finding } from '../../src/commands/doctor/finding.js';
import { migrateDatabase, openDatabase } from '../../src/database-server.js';
import { startHub } from '../../src/hub.js';

const data = mkdtempSync(path.join(tmpdir(), 'causeway-doctor-'));
const profile = path.join(data, 'profile.json');
const keyFile = path.join(data, 'keys', 'vault.json');
const settings = { CAUSEWAY_DATA_DIR: data, PORT: '1', LOG_LEVEL: 'silent' };

const look = (more: Record<string, string> = {}, offline = true): Promise<Finding[]> =>
  diagnose({ config: loadConfig({ ...settings, ...more }), options: { profile, offline } });

const of = (findings: readonly Finding[], check: string): Finding[] =>
  findings.filter(finding => finding.check === check);

const verdicts = (findings: readonly Finding[], check: string): string[] =>
  of(findings, check).map(({ verdict }) => verdict);

/** Changes the truth as the database's superuser, while no hub runs. */
const change = async (...statements: string[]): Promise<void> => {
  const server = await startEmbeddedPostgres(path.join(data, 'postgres'));
  const client = new pg.Client({
    host: server.socketDirectory,
    port: 5432,
    user: 'postgres',
    database: 'causeway',
  });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
  await server.stop();
};

beforeAll(async () => {
  const config = loadConfig({ ...settings, PORT: '0', CAUSEWAY_ROLE: 'api' });
  const database = await openDatabase(config);
  if (database.owner) await migrateDatabase(database.owner);
  const hub = await startHub(config, database);
  await hub.stop();
  await database.stop();
}, 120_000);
afterAll(() => rmSync(data, { recursive: true, force: true }));

describe('causeway doctor, while no hub runs', () => {
  it('finds nothing bad in an installation that is well', async () => {
    const findings = await look();
    expect(findings.filter(({ verdict }) => verdict === 'bad')).toEqual([]);
    for (const check of ['data', 'keys', 'database', 'schema', 'role', 'vault', 'clock'])
      expect([check, ...verdicts(findings, check)]).toContain('good');
    expect(of(findings, 'backup')[0]?.says).toBe('No backup was ever made.');
  });

  it('says so where nothing was ever started, and makes nothing', async () => {
    const nowhere = path.join(data, 'nowhere');
    const findings = await look({ CAUSEWAY_DATA_DIR: nowhere });
    expect(findings.every(({ verdict }) => verdict === 'notice')).toBe(true);
    expect(() => readFileSync(nowhere)).toThrow(/ENOENT/);
  });

  it('finds that others can look into the data, and at the key', async () => {
    chmodSync(data, 0o755);
    chmodSync(keyFile, 0o644);
    const findings = await look();
    chmodSync(data, 0o700);
    chmodSync(keyFile, 0o600);
    expect(of(findings, 'data').find(({ verdict }) => verdict === 'bad')?.cure).toBe(`chmod 700 ${data}`);
    expect(of(findings, 'keys')[0]).toMatchObject({
      verdict: 'bad',
      says: expect.stringContaining('chmod 600'),
    });
  });

  it('finds that the key is gone, damaged or another one', async () => {
    const gone = await look({ CAUSEWAY_KEY_FILE: path.join(data, 'gone.json') });
    expect([verdicts(gone, 'keys'), verdicts(gone, 'vault')]).toEqual([['bad'], ['bad']]);
    const damaged = path.join(data, 'damaged.json');
    writeFileSync(damaged, '{}', { mode: 0o600 });
    expect(verdicts(await look({ CAUSEWAY_KEY_FILE: damaged }), 'keys')).toEqual(['bad']);
    const other = await look({ CAUSEWAY_KEY: Buffer.alloc(32, 7).toString('base64') });
    expect(verdicts(other, 'keys')).toEqual(['good']);
    expect(of(other, 'vault')[0]?.says).toMatch(/sealed with key [0-9a-f-]{36}, which CAUSEWAY_KEY/);
  });

  it('finds a serving role that row-level security does not bind', async () => {
    await change('alter role causeway_app bypassrls');
    const findings = await look();
    await change('alter role causeway_app nobypassrls');
    expect(of(findings, 'role')[0]).toMatchObject({
      verdict: 'bad',
      says: expect.stringContaining('bypasses row-level security'),
      cure: expect.stringContaining('nobypassrls'),
    });
  });

  it('finds a schema that is behind, and one that is ahead', async () => {
    const row = `from migration where name = (select max(name) from migration)`;
    await change(`create table held as select * ${row}`, `delete ${row}`);
    const behind = await look();
    await change(`insert into migration select * from held`, `drop table held`);
    await change(`insert into migration (name, executed_at) values ('9999-later', now())`);
    const ahead = await look();
    await change(`delete from migration where name = '9999-later'`);
    expect(of(behind, 'schema')[0]).toMatchObject({
      verdict: 'notice',
      cure: expect.stringContaining('migrate'),
    });
    expect(of(ahead, 'schema')[0]).toMatchObject({
      verdict: 'bad',
      says: expect.stringContaining('9999-later'),
    });
  });

  it('finds a database that does not answer', async () => {
    const [found] = of(
      await look({ DATABASE_URL: 'postgresql://causeway_app@127.0.0.1:1/causeway' }),
      'database',
    );
    expect(found).toMatchObject({ verdict: 'bad', says: expect.stringContaining('ECONNREFUSED') });
  });

  it('finds a backup that is old or was never tried', async () => {
    const note = path.join(data, 'last-backup.json');
    const noted = (days: number) =>
      writeFileSync(
        note,
        JSON.stringify({ at: new Date(Date.now() - days * 86_400_000), file: note, bytes: 1 }),
      );
    noted(8);
    expect(verdicts(await look(), 'backup')).toEqual(['notice']);
    noted(1);
    expect(verdicts(await look(), 'backup')).toEqual(['good', 'notice']);
    rmSync(note);
  });

  it('ends with 1 when something is bad, and 0 otherwise; wrong settings are named', () => {
    const run = (more: Record<string, string>) =>
      spawnSync(process.execPath, ['dist/src/cli.js', 'doctor', '--offline', '--json'], {
        env: { PATH: process.env['PATH'], ...settings, CAUSEWAY_PROFILE: profile, ...more },
        encoding: 'utf8',
      });
    const well = run({});
    expect([well.status, (JSON.parse(well.stdout) as { isWell: boolean }).isWell]).toEqual([0, true]);
    const wrong = run({ PORT: 'abc' });
    expect([wrong.status, wrong.stdout]).toEqual([1, expect.stringContaining('PORT')]);
  });
});

describe('causeway doctor and addresses', () => {
  const server = (date: string | null, body = '{"status":"ok"}'): Promise<Server> =>
    new Promise(resolve => {
      const made = createServer((_, answer) => {
        answer.sendDate = date === null;
        if (date !== null) answer.setHeader('date', date);
        answer.end(body);
      });
      made.listen(0, '127.0.0.1', () => resolve(made));
    });
  const urlOf = (one: Server): string => `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
  const servers: Server[] = [];
  const reached = async (date: string | null, body?: string): Promise<Finding[]> => {
    const one = await server(date, body);
    servers.push(one);
    return look({ CAUSEWAY_PUBLIC_URL: urlOf(one) }, false);
  };
  afterAll(() => servers.forEach(one => one.close()));

  it('finds that the public address is not reached, or is somebody else’s', async () => {
    const away = await look({ CAUSEWAY_PUBLIC_URL: 'http://127.0.0.1:1' }, false);
    expect(of(away, 'public URL')[0]).toMatchObject({
      verdict: 'bad',
      says: expect.stringContaining('not reached'),
    });
    const foreign = await reached(null, '<h1>Welcome to nginx</h1>');
    expect(of(foreign, 'public URL')[0]).toMatchObject({
      verdict: 'bad',
      says: expect.stringContaining('no hub'),
    });
  });

  it('finds a clock that is wrong', async () => {
    const late = await reached(new Date(Date.now() - 600_000).toUTCString());
    expect(of(late, 'public URL')[0]).toMatchObject({
      verdict: 'bad',
      says: expect.stringMatching(/clock is \d+ s away/),
    });
    expect(verdicts(await reached(new Date().toUTCString()), 'public URL')).toEqual(['good']);
  });
});

describe('causeway doctor and providers', () => {
  const nobody = '00000000-0000-0000-0000-00000000000a';

  beforeAll(() =>
    change(
      `insert into integration (id, organization_id, provider, enabled, created_at, updated_at)
       values ('${nobody}', '${nobody}', 'google-calendar', true, now(), now())`,
      `insert into connection (id, organization_id, integration_id, provider, status, remote_account_id,
         remote_account_name, settings, granted_scopes, revocation, created_at, updated_at)
       values ('${nobody}', '${nobody}', '${nobody}', 'google-calendar', 'needs_reauth', '1', 'Ada', '{}', '{}', 'none',
         now(), now())`,
    ),
  );

  it('finds a vendor that is not reached from here, and connections that need somebody', async () => {
    const urls = { 'google-calendar': { token: 'http://127.0.0.1:1/token' } };
    const findings = await look({ CAUSEWAY_PROVIDER_URLS: JSON.stringify(urls) }, false);
    expect(of(findings, 'providers')[0]).toMatchObject({
      verdict: 'bad',
      says: expect.stringContaining('Google Calendar (127.0.0.1:1) is not reached'),
    });
    expect(of(findings, 'connections')[0]?.says).toBe('1 of google-calendar have to be connected again.');
  });
});

describe('causeway doctor and a running hub', () => {
  let hub: TestHub;

  beforeAll(async () => {
    hub = await startTestHub();
  });
  afterAll(() => hub.stop());
  beforeEach(() => rmSync(profile, { force: true }));

  it('looks at the queues with an operator key, and says how to have one', async () => {
    const { app } = hub.database;
    const url = `postgresql://${app.user}@localhost:${app.port}/${app.database}?host=${encodeURIComponent(app.host)}`;
    const config = loadConfig({ ...settings, DATABASE_URL: url, CAUSEWAY_PUBLIC_URL: hub.url });
    const without = await diagnose({ config, options: { profile } });
    expect(of(without, 'queues')[0]?.cure).toContain('causeway login');
    const { operatorKey } = hub;
    const findings = await diagnose({ config, options: { profile, operatorKey } });
    expect(verdicts(findings, 'queues')).toEqual(['good']);
    expect(verdicts(findings, 'database')).toEqual(['good']);
    expect(verdicts(findings, 'role')).toEqual(['good']);
  });
});
