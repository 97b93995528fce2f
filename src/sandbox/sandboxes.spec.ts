import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig } from '#config';
import { SystemClock } from '#kernel';
import type { SandboxContainer, SandboxField, SandboxFields, SandboxValue } from '#provider-sdk/simulator';
import { sandboxMakers } from '../providers/sandboxes.js';
import { checkFields } from './check-fields.js';
import { openSandboxes } from './open-sandboxes.js';
import type { OpenSandbox, Sandboxes } from './sandboxes.js';

let directory: string;
let house: Sandboxes;

const open = (): Promise<Sandboxes> =>
  openSandboxes(
    loadConfig({ CAUSEWAY_DATA_DIR: directory, CAUSEWAY_SANDBOX_PORT: '0', CAUSEWAY_SANDBOX: 'on' }),
    new SystemClock(),
  );
const reopen = async (): Promise<void> => {
  await house.stop();
  house = await open();
};
const at = (stands: string): OpenSandbox => house.get(`${stands}-sandbox`);

beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'causeway-sandboxes-'));
  house = await open();
});
afterEach(async () => {
  await house.stop();
  rmSync(directory, { recursive: true, force: true });
});

const sample = (field: SandboxField, round: number): SandboxValue => {
  const day = `2031-03-0${round + field.name.length}`;
  const samples: Readonly<Record<SandboxField['type'], SandboxValue>> = {
    text: `Text ${round}`,
    long_text: `Longer text ${round}`,
    email: `person${round}@acme.example`,
    time: `${day}T10:00:00Z`,
    date: day,
    flag: round === 1,
    choice: field.choices?.[round] ?? null,
  };
  return samples[field.type];
};
/** `start` is longer than `end`, so the day of the end is set apart. */
const filled = ({ fields }: SandboxContainer, round: number): SandboxFields => ({
  ...Object.fromEntries(fields.map(field => [field.name, sample(field, round)])),
  ...(fields.some(({ name }) => name === 'end') ? { end: `2031-03-0${round + 5}T11:00:00Z` } : {}),
});

const everything = () =>
  house.all.map(({ key, sandbox: { shelf } }) => [
    key,
    shelf.containers().map(({ id, name }) => [id, name, shelf.objects(id)]),
  ]);

/** The same instant may come back with another offset. */
const comparable = (fields: SandboxFields): SandboxFields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' && value.includes('T1') ? new Date(value).toISOString() : value,
    ]),
  );

describe('every sandbox', () => {
  it.each(sandboxMakers.map(({ provider }) => provider))(
    'lets somebody make, edit and delete an object at %s by the fields that it names',
    stands => {
      const { shelf } = at(stands).sandbox;
      const container = shelf.containers().find(({ writable }) => writable);
      if (!container) throw new Error(`${stands} has nothing to write to`);
      const [first, second] = [filled(container, 1), filled(container, 0)];
      checkFields(container.fields, first, undefined);
      const id = shelf.create(container.id, first);
      const found = () => shelf.objects(container.id).find(object => object.id === id);
      expect(comparable(found()?.fields ?? {})).toMatchObject(comparable(first));
      checkFields(container.fields, second, first);
      shelf.edit(container.id, id, second);
      expect(comparable(found()?.fields ?? {})).toMatchObject(comparable(second));
      shelf.remove(container.id, id);
      expect(found()).toBeUndefined();
      expect(() => shelf.edit(container.id, id, second)).toThrow(/not_found/);
    },
  );

  it.each(sandboxMakers.map(({ provider }) => provider))('is filled with something at %s', stands => {
    const { sandbox } = at(stands);
    const counts = sandbox.shelf.containers().map(({ id }) => sandbox.shelf.objects(id).length);
    expect(Math.max(...counts)).toBeGreaterThan(1);
    expect(sandbox.accounts()).not.toEqual([]);
  });

  it('remembers over a restart what was in it, where it was, and who was granted what', async () => {
    const before = everything();
    const urls = house.all.map(({ sandbox }) => sandbox.server.url);
    const secrets = house.all.map(({ place }) => place);
    await reopen();
    expect(everything()).toEqual(before);
    expect(house.all.map(({ sandbox }) => sandbox.server.url)).toEqual(urls);
    expect(house.all.map(({ place }) => place)).toEqual(secrets);
  });

  it('keeps what it remembers to its owner', () => {
    const files = readdirSync(path.join(directory, 'sandbox'));
    expect(files).toHaveLength(sandboxMakers.length + 1);
    for (const file of files) expect(statSync(path.join(directory, 'sandbox', file)).mode & 0o077).toBe(0);
  });

  it('does not begin anew when its memory cannot be read, but says what to do', async () => {
    await house.stop();
    const file = path.join(directory, 'sandbox', 'slack.state');
    writeFileSync(file, 'nonsense');
    await expect(open()).rejects.toThrow(/sandbox of slack .*slack\.state/s);
    rmSync(file);
    house = await open();
    expect(
      at('slack')
        .sandbox.accounts()
        .every(({ granted }) => !granted),
    ).toBe(true);
  });

  it('has written what it answers with, before it answers', async () => {
    const { sandbox, place } = at('linear');
    const { url } = sandbox.server;
    const query = new URLSearchParams({
      ...{ client_id: place.client.id, response_type: 'code', state: 's', scope: 'read' },
      redirect_uri: 'http://127.0.0.1:3000/oauth/linear-sandbox/callback',
    });
    const answer = await fetch(`${url}/oauth/authorize?${query.toString()}`, {
      method: 'POST',
      body: new URLSearchParams({ decision: 'allow', scope: 'read' }),
      redirect: 'manual',
    });
    const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
    // Nobody says that it stops: the process is gone.
    const second = await openElsewhere();
    const { id, secret } = place.client;
    const form = { grant_type: 'authorization_code', code, client_id: id, client_secret: secret };
    const redirectUri = query.get('redirect_uri') ?? '';
    const redeemed = await fetch(`${second.get('linear-sandbox').sandbox.server.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...form, redirect_uri: redirectUri }),
    });
    expect(await redeemed.json()).toHaveProperty('access_token');
    expect(
      second
        .get('linear-sandbox')
        .sandbox.accounts()
        .filter(({ granted }) => granted),
    ).toHaveLength(1);
    expect(second.get('linear-sandbox').sandbox.revoke('a0d1c2b3-0000-4000-8000-000000000001')).toBe(1);
    await second.stop();
  });

  it('lets nobody in at an address that it does not know', async () => {
    for (const { sandbox } of house.all) {
      const authorize = (sandbox.urls.authorize ?? '').replace('{companyDomain}', 'acme');
      const asked = new URL(authorize);
      asked.searchParams.set('client_id', 'somebody');
      asked.searchParams.set('redirect_uri', 'http://127.0.0.1:9/elsewhere');
      asked.searchParams.set('response_type', 'code');
      const answer = await fetch(asked, { redirect: 'manual' });
      expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    }
  });
});

/** The same memory in another process, whose ports are others because the first one still listens. */
const openElsewhere = (): Promise<Sandboxes> => open();
