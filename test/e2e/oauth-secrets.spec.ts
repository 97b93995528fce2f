import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import {
  Browser,
  Caller,
  connectSession,
  createOrganization,
  createTestDatabase,
  type ProcessHub,
  ScriptedVendor,
  startHubProcess,
  type TestDatabase,
  type TestOrganization,
  until,
} from '#support';

const canary = `canary${randomBytes(6).toString('hex')}`;
const clients = [`${canary}-own-client-secret`, `${canary}-shared-client-secret`];
let vendor: ScriptedVendor;
let database: TestDatabase;
let hub: ProcessHub;
let organization: TestOrganization;
/** Everything the hub answered, headers included. */
const answers: string[] = [];
const browser = new Browser();
let link: string;

const say = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
  const answer = await organization.owner.send(method, organization.at(path), body);
  answers.push(JSON.stringify([...answer.headers, answer.body]));
  return answer.body;
};

/** The life of a credential: connected, used, renewed, refused, reconnected after failures, disconnected. */
const live = async (): Promise<void> => {
  const client = { id: 'client', secret: clients[0] };
  const integration = await say('POST', '/integrations', { provider: 'google-calendar', client });
  const session = await connectSession(organization, String(integration['id']));
  link = session.url;
  const page = await browser.submit(await browser.open(link));
  answers.push(page.text, JSON.stringify([...page.headers]));
  const { connectionId } = await say('GET', `/connect-sessions/${session.id}`);
  const connection = `/connections/${String(connectionId)}`;
  await say('POST', `${connection}/check`, {});
  vendor.expireAccess();
  await say('POST', `${connection}/check`, {});
  vendor.expireAccess();
  for (const body of [
    `<html>${canary}-in-an-error-page</html>`,
    { error: `${canary}-error`, error_description: canary },
  ]) {
    vendor.onRefresh = () => ({ status: 500, body });
    await say('POST', `${connection}/check`, {});
    await say('GET', `${connection}/containers`);
  }
  vendor.onRefresh = () => ({
    status: 400,
    body: { error: 'invalid_grant', error_description: `${canary} is gone` },
  });
  await say('POST', `${connection}/check`, {});
  const again = await connectSession(organization, String(integration['id']), { connectionId });
  vendor.onRefresh = null;
  vendor.onApi = () => ({ status: 500, body: `${canary}-in-the-answer` });
  answers.push((await browser.submit(await browser.open(again.url))).text);
  vendor.onApi = null;
  await browser.submit(await browser.open(again.url));
  await say('GET', connection);
  await say('GET', '/integrations');
  vendor.onRevoke = () => ({ status: 503, body: `${canary}-in-the-revocation` });
  await say('DELETE', connection);
  await until(
    () => Promise.resolve(vendor.revocations.length),
    count => count > 0,
  );
  const late = new URL(vendor.authorizations[0]?.get('redirect_uri') ?? '');
  late.search = new URLSearchParams({
    state: vendor.authorizations[0]?.get('state') ?? '',
    code: `${canary}-late`,
  }).toString();
  answers.push((await browser.open(late)).text);
  await say('GET', '/connections');
  await say('GET', '/audit?limit=200');
};

beforeAll(async () => {
  [vendor, database] = await Promise.all([ScriptedVendor.start(), createTestDatabase()]);
  vendor.prefix = `${canary}-`;
  hub = await startHubProcess({
    database,
    settings: { LOG_LEVEL: 'trace', CAUSEWAY_PROVIDER_URLS: vendor.providerUrls },
  });
  organization = await createOrganization(hub.url, hub.operatorKey);
  const shared = { id: 'shared', secret: clients[1] };
  await new Caller(hub.url, hub.operatorKey).ok('PUT', '/admin/v1/provider-clients/google-calendar', shared);
  await live();
});
afterAll(async () => {
  await hub.stop();
  await Promise.all([vendor.stop(), database.drop()]);
});

/** What must be nowhere, also not in another spelling. */
const secrets = (): string[] => {
  const one = [
    canary,
    ...vendor.authorizations.map(query => query.get('state') ?? ''),
    ...vendor.exchanges.map(form => form.get('code_verifier') ?? ''),
    browser.cookie('causeway_browser') ?? '',
    new URL(link).pathname.split('/').at(-1) ?? '',
  ];
  expect(one.every(secret => secret.length > 15)).toBe(true);
  return one.flatMap(text => [
    text,
    Buffer.from(text).toString('hex'),
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
  ]);
};
const found = (text: string): string[] => secrets().filter(secret => text.includes(secret));

/** Every row of every table as text, as `pg_dump` would write it. */
const dump = async (): Promise<string> => {
  const client = new pg.Client(database.superuser);
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    expect(tables.length).toBeGreaterThan(15);
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      texts.push(name, ...rows.map(({ row }) => row));
    }
    return texts.join('\n');
  } finally {
    await client.end();
  }
};

describe('secrets of OAuth', () => {
  it('were all in play', () => {
    expect(vendor.exchanges).toHaveLength(3);
    expect(vendor.refreshes.length).toBeGreaterThan(3);
    expect(vendor.exchanges[0]?.get('client_secret')).toBe(clients[0]);
    expect(vendor.revocations[0]?.get('token')).toContain(canary);
  });

  it('are in no answer of the hub, but for the browser’s own cookie', () => {
    const text = answers.join('\n');
    expect(text).toContain('google-calendar');
    expect(found(text)).toEqual([]);
  });

  it('are in no table', async () => {
    const text = await dump();
    expect(text).toContain('ada@example.com');
    expect(text).toContain(organization.id);
    expect(found(text)).toEqual([]);
  });

  it('are in no audit export, also not with personal data', async () => {
    const { owner, at } = organization;
    for (const format of ['ndjson', 'csv']) {
      const headers = { authorization: `Bearer ${owner.key}` };
      const text = await (
        await fetch(`${hub.url}${at(`/audit/export?format=${format}&personal=true`)}`, { headers })
      ).text();
      expect(text).toContain('connection.created');
      expect(found(text)).toEqual([]);
    }
  });

  it('are in no log, at the most talkative level', () => {
    expect(hub.log).toContain('a person could not connect');
    expect(hub.log).toContain('"msg":"failure"');
    expect(found(hub.log)).toEqual([]);
  });
});
