import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { RemoteAccounts } from '#connections';
import {
  Browser,
  type ConnectionAnswer,
  connectionsOf,
  connectSession,
  type DialectStage,
  newAppKey,
  startDialectStage,
  until,
} from '#support';

let stage: DialectStage;
let integrationId: string;
let otherIntegrationId: string;
let key: string;

beforeAll(async () => {
  stage = await startDialectStage();
  key = stage.forge.appKey ?? '';
  integrationId = await stage.integrate(stage.acme, 'test-forge', stage.forgeClient);
  await stage.operator.ok('PUT', '/admin/v1/provider-clients/test-forge', stage.forgeClient);
  const made = await stage.other.owner.post<{ id: string }>(stage.other.at('/integrations'), {
    provider: 'test-forge',
  });
  otherIntegrationId = made.id;
});
afterAll(() => stage.stop());
afterEach(() => {
  Object.assign(stage.forge, { appKey: key, person: 'ada', onInstalled: null, onMint: null });
});

const method = { method: 'installation' } as const;
let numbers = 100;
/** An account of `person` that takes the app in next. */
const account = (person = 'ada', more = {}): string => {
  const id = String((numbers += 1));
  stage.forge.installations.set(id, { login: `org-${id}`, ...more });
  stage.forge.reach.set(person, [...(stage.forge.reach.get(person) ?? []), id]);
  Object.assign(stage.forge, { person, installing: id });
  return id;
};
const connect = async (): Promise<string> => {
  const { page, session } = await stage.walk(stage.acme, integrationId, method);
  expect([page.status, page.text]).toEqual([200, expect.stringContaining('Test Forge is connected')]);
  return session.connectionId ?? '';
};
const path = (id: string, rest = ''): string => stage.acme.at(`/connections/${id}${rest}`);
const connection = (id: string): Promise<ConnectionAnswer> => stage.acme.owner.get(path(id));
const check = (id: string): Promise<unknown> => stage.acme.owner.post(path(id, '/check'));
const refusals = async (): Promise<unknown[]> => {
  const page = await stage.acme.owner.get<{ data: { details: { reason: string } }[] }>(
    stage.acme.at('/audit?action=authorization.refused&limit=200'),
  );
  return page.data.map(event => event.details.reason);
};

describe('connecting by installing an app', () => {
  it('leads from the link to a connection of the account, after the person’s token has shown it', async () => {
    account();
    const id = account();
    const made = await connect();
    expect(await connection(made)).toMatchObject({
      status: 'active',
      account: { id: `installation:${id}`, name: `org-${id}` },
      settings: { installationId: id },
      grantedScopes: ['repo'],
      credential: { renews: true, expiresAt: expect.any(String) },
    });
    expect(await check(made)).toMatchObject({ healthy: true });
    expect(stage.forge.exchanges.at(-1)?.has('code_verifier')).toBe(false);
  });

  it('refuses an installation of somebody else, whatever the callback claims', async () => {
    const victims = account('victim');
    account('mallory');
    const mints = stage.forge.mints.length;
    stage.forge.onInstalled = query => query.set('installation_id', victims);
    const { page, session } = await stage.walk(stage.acme, integrationId, method);
    expect(page).toMatchObject({ status: 400, text: expect.stringContaining('cannot be finished here') });
    expect(session).toMatchObject({ status: 'open', connectionId: null });
    expect(stage.forge.mints).toHaveLength(mints);
    expect(await refusals()).toContain('installation of somebody else');
    expect((await connectionsOf(stage.acme)).map(({ account: { id } }) => id)).not.toContain(
      `installation:${victims}`,
    );
  });

  it('refuses numbers that are none, doubled ones, and a callback without a code', async () => {
    const tries: ((query: URLSearchParams) => void)[] = [
      query => query.set('installation_id', '../../app'),
      query => query.append('installation_id', '7'),
      query => query.delete('installation_id'),
      query => query.delete('code'),
      query => query.set('code', 'invented'),
    ];
    for (const onInstalled of tries) {
      account();
      Object.assign(stage.forge, { onInstalled });
      const mints = stage.forge.mints.length;
      const { session } = await stage.walk(stage.acme, integrationId, method);
      expect(session).toMatchObject({ connectionId: null });
      expect(stage.forge.mints).toHaveLength(mints);
    }
  });

  it('refuses another organization’s state, another browser and a second use', async () => {
    const id = account();
    const browser = new Browser({ stopAt: url => url.pathname.endsWith('/callback') });
    const mine = await connectSession(stage.acme, integrationId, method);
    const callback = (await browser.submit(await browser.open(mine.url))).url;
    const theirs = await connectSession(stage.other, otherIntegrationId, method);
    const victim = new Browser({ stopAt: url => url.pathname.endsWith('/callback') });
    const foreign = (await victim.submit(await victim.open(theirs.url))).url;
    expect(foreign.pathname).toBe(callback.pathname);
    const swapped = new URL(callback);
    swapped.searchParams.set('state', foreign.searchParams.get('state') ?? '');
    browser.stopAt = () => false;
    expect(await browser.open(swapped)).toMatchObject({ status: 400 });
    expect(await connectionsOf(stage.other)).toEqual([]);
    expect(await new Browser().open(callback)).toMatchObject({ status: 400 });
    expect(await browser.open(callback)).toMatchObject({ status: 400 });
    expect((await connectionsOf(stage.acme)).map(({ account: { id: at } }) => at)).not.toContain(
      `installation:${id}`,
    );
  });

  it('names the permission that the account did not give', async () => {
    account('ada', { permissions: { issues: 'read' } });
    const { page, session } = await stage.walk(stage.acme, integrationId, method);
    expect(page).toMatchObject({ status: 422, text: expect.stringContaining('issues') });
    expect(session).toMatchObject({ connectionId: null });
  });

  it('is offered only where the provider and the client have an app', async () => {
    const chat = await stage.integrate(stage.acme, 'test-chat', stage.chatClient);
    const wish = { integrationId: chat, endUserId: 'ada', ...method };
    expect(await stage.acme.owner.send('POST', stage.acme.at('/connect-sessions'), wish)).toMatchObject({
      status: 422,
    });
    const bare = { id: stage.forge.clientId, secret: 'forge-secret' };
    const integration = stage.acme.at(`/integrations/${integrationId}`);
    expect(await stage.acme.owner.ok('PATCH', integration, { client: bare })).toMatchObject({ app: null });
    expect((await stage.walk(stage.acme, integrationId, method)).page).toMatchObject({
      status: 409,
      text: expect.stringContaining('private key'),
    });
    await stage.acme.owner.ok('PATCH', integration, { client: stage.forgeClient });
  });
});

describe('a minted token', () => {
  it('is minted anew once for all who ask when it ended', async () => {
    account();
    const id = await connect();
    stage.clock.aheadMs += 61 * 60_000;
    const mints = stage.forge.mints.length;
    const answers = await Promise.all(Array.from({ length: 12 }, () => check(id)));
    expect(answers).toEqual(Array.from({ length: 12 }, () => expect.objectContaining({ healthy: true })));
    expect(stage.forge.mints).toHaveLength(mints + 1);
  });

  it('does not break the connection when the app’s key was deleted, and comes again with a new key', async () => {
    account();
    const id = await connect();
    stage.clock.aheadMs += 61 * 60_000;
    stage.forge.appKey = null;
    expect(await check(id)).toMatchObject({
      healthy: false,
      status: 'active',
      code: 'provider_permanent',
      detail: expect.stringContaining('private key'),
    });
    stage.forge.appKey = newAppKey();
    expect(await check(id)).toMatchObject({ healthy: false, status: 'active' });
    const app = { id: stage.forge.appId, slug: 'causeway-app', privateKey: stage.forge.appKey };
    const integration = stage.acme.at(`/integrations/${integrationId}`);
    const client = { ...stage.forgeClient, app };
    const answer = await stage.acme.owner.ok('PATCH', integration, { client });
    expect(answer).toMatchObject({ app: { id: stage.forge.appId, slug: 'causeway-app' } });
    expect(JSON.stringify(answer)).not.toContain('PRIVATE KEY');
    expect(await check(id)).toMatchObject({ healthy: true });
    await stage.acme.owner.ok('PATCH', integration, { client: stage.forgeClient });
  });

  it('ends the authorization when the account took the app out, and not when it merely suspended it', async () => {
    const suspended = account();
    const paused = await connect();
    const removed = account();
    const gone = await connect();
    stage.clock.aheadMs += 61 * 60_000;
    Object.assign(stage.forge.installations.get(suspended) ?? {}, { suspended: true });
    stage.forge.installations.delete(removed);
    expect(await check(paused)).toMatchObject({ status: 'active', code: 'provider_insufficient_scope' });
    expect(await check(gone)).toMatchObject({ status: 'needs_reauth', code: 'provider_auth_expired' });
  });

  it('is given back when the connection ends', async () => {
    account();
    const id = await connect();
    const before = stage.forge.revoked.length;
    await stage.acme.owner.ok('DELETE', path(id));
    await until(
      () => connection(id),
      ({ revocation }) => revocation === 'done',
    );
    expect(stage.forge.revoked).toHaveLength(before + 1);
  });
});

it('finds whose connections a delivery is for, by installation and across organizations', async () => {
  const id = account();
  const ours = await connect();
  const { session } = await stage.walk(stage.other, otherIntegrationId, method);
  const service = stage.hub.hub.app.get(RemoteAccounts, { strict: false });
  expect(await service.find('test-forge', [id, 'nobody'])).toEqual(
    expect.arrayContaining([
      { organizationId: stage.acme.id, connectionId: ours, integrationId },
      {
        organizationId: stage.other.id,
        connectionId: session.connectionId,
        integrationId: otherIntegrationId,
      },
    ]),
  );
  expect(await service.find('test-chat', [id])).toEqual([]);
  await stage.acme.owner.ok('DELETE', path(ours));
  expect(await service.find('test-forge', [id])).toHaveLength(1);
});

it('ends a person’s grant by DELETE with the client’s Basic credentials and a living token', async () => {
  Object.assign(stage.forge, { person: 'grace' });
  const { session } = await stage.walk(stage.acme, integrationId);
  const id = session.connectionId ?? '';
  expect(await connection(id)).toMatchObject({ account: { id: 'grace' }, credential: { renews: false } });
  await stage.acme.owner.ok('DELETE', path(id));
  await until(
    () => connection(id),
    ({ revocation }) => revocation === 'done',
  );
  expect(stage.forge.grantsEnded).toEqual([
    {
      client: stage.forge.clientId,
      authorization: `${stage.forge.clientId}:forge-secret`,
      body: { access_token: expect.stringMatching(/^ghx-/) },
    },
  ]);
});
