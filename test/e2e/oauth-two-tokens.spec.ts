import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type ConnectionAnswer, type DialectStage, startDialectStage, until } from '#support';

let stage: DialectStage;
let integrationId: string;

beforeAll(async () => {
  stage = await startDialectStage();
  integrationId = await stage.integrate(stage.acme, 'test-chat', stage.chatClient);
});
afterAll(() => stage.stop());
afterEach(() => {
  Object.assign(stage.chat, { givesUserToken: true, expiresIn: 43_200, onRefresh: null, person: 'U1' });
});

let teams = 0;
const connect = async (team = `T${(teams += 1)}`): Promise<string> => {
  stage.chat.team = team;
  const { page, session } = await stage.walk(stage.acme, integrationId);
  expect(page).toMatchObject({ status: 200, text: expect.stringContaining(`Team ${team}`) });
  return session.connectionId ?? '';
};
const path = (id: string, rest = ''): string => stage.acme.at(`/connections/${id}${rest}`);
const connection = (id: string): Promise<ConnectionAnswer> => stage.acme.owner.get(path(id));
const check = (id: string): Promise<unknown> => stage.acme.owner.post(path(id, '/check'));
const containers = (id: string) => stage.acme.owner.send('GET', path(id, '/containers'));
const whose = async (id: string): Promise<unknown> =>
  ((await containers(id)).body as { data: { id: string }[] }).data.map(container => container.id);
const expire = (): void => {
  stage.clock.aheadMs += 12 * 60 * 60_000;
  stage.chat.access.clear();
};
/** Tokens that were sent for the newest connection; the hub may renew those of earlier ones ahead of their time. */
const refreshes = (): string[] =>
  stage.chat.refreshes
    .map(form => form.get('refresh_token') ?? '')
    .filter(token => token.includes(`-T${teams}-`));
const trail = async (action: string, id: string): Promise<unknown[]> =>
  (await stage.acme.owner.get<{ data: unknown[] }>(stage.acme.at(`/audit?action=${action}&targetId=${id}`)))
    .data;

describe('a vendor that gives the app and the person a token each', () => {
  it('is asked for both lists of scopes, by commas, and both answers count', async () => {
    const id = await connect();
    const asked = stage.chat.authorizations.at(-1);
    expect(asked?.get('scope')).toBe('chat:write,channels:read');
    expect(asked?.get('user_scope')).toBe('search:read,channels:read');
    expect(asked?.has('code_challenge')).toBe(false);
    expect(await connection(id)).toMatchObject({
      grantedScopes: ['chat:write', 'channels:read', 'user:search:read', 'user:channels:read'],
      missing: [],
      credential: { renews: true },
    });
  });

  it('acts as the app, and as the person where the provider says so', async () => {
    stage.chat.person = 'U7';
    const id = await connect();
    expect(await whose(id)).toEqual(['U7']);
  });

  it('says that the person’s own permission is missing when there is no token of theirs', async () => {
    stage.chat.givesUserToken = false;
    const id = await connect();
    expect(await containers(id)).toMatchObject({
      status: 409,
      body: { code: 'provider_insufficient_scope' },
    });
    expect(await connection(id)).toMatchObject({
      status: 'active',
      missing: [{ scope: 'user:search:read' }, { scope: 'user:channels:read' }],
    });
    expect(await check(id)).toMatchObject({ healthy: true });
  });

  it('holds several workspaces in one integration, each with its own tokens', async () => {
    stage.chat.person = 'U8';
    const one = await connect();
    stage.chat.person = 'U9';
    const two = await connect();
    expect(two).not.toBe(one);
    expect([await whose(one), await whose(two)]).toEqual([['U8'], ['U9']]);
  });

  it('keeps a token that does not end as it is', async () => {
    stage.chat.expiresIn = null;
    const id = await connect();
    expect(await connection(id)).toMatchObject({ credential: { renews: false, expiresAt: null } });
    const before = refreshes().length;
    stage.clock.aheadMs += 24 * 60 * 60_000;
    expect(await check(id)).toMatchObject({ healthy: true });
    expect(refreshes()).toHaveLength(before);
  });
});

describe('renewing two tokens', () => {
  it('costs one call for each, however many ask, and never sends a spent one', async () => {
    const id = await connect();
    for (let round = 0; round < 3; round += 1) {
      expire();
      const before = refreshes().length;
      const answers = await Promise.all(Array.from({ length: 10 }, () => containers(id)));
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
      expect(refreshes()).toHaveLength(before + 2);
    }
    const all = refreshes();
    expect(new Set(all).size).toBe(6);
    expect(all.map(token => token.replace(/T\d+-\d+$/, ''))).toEqual(
      Array.from({ length: 3 }, () => ['bot-refresh-', 'user-refresh-']).flat(),
    );
  });

  it('has stored the first before the second is asked for, and goes on there after a failure', async () => {
    const id = await connect();
    expire();
    const broken = { status: 200, body: { ok: false, error: 'internal_error' } };
    stage.chat.onRefresh = form => (form.get('refresh_token')?.startsWith('user') ? broken : undefined);
    expect(await check(id)).toMatchObject({ healthy: false, status: 'active', code: 'provider_temporary' });
    stage.chat.onRefresh = null;
    const before = refreshes().length;
    expect(await whose(id)).toEqual(['U1']);
    expect(refreshes()).toHaveLength(before + 1);
    expect(refreshes().filter(token => token.startsWith('bot-'))).toHaveLength(1);
  });

  it('renews at once when the API says with 200 that a token has ended', async () => {
    const id = await connect();
    const before = refreshes().length;
    stage.chat.access.clear();
    expect(await check(id)).toMatchObject({ healthy: true });
    expect(refreshes()).toHaveLength(before + 2);
  });

  it('goes on without the person’s token when they took it back, and says so', async () => {
    const id = await connect();
    stage.chat.endRefresh('user');
    expire();
    expect(await check(id)).toMatchObject({ healthy: true });
    expect(await containers(id)).toMatchObject({ body: { code: 'provider_insufficient_scope' } });
    expect(await connection(id)).toMatchObject({
      status: 'active',
      grantedScopes: ['chat:write', 'channels:read'],
    });
    expect(await trail('connection.user_token_lost', id)).toHaveLength(1);
  });

  it('asks for reauthorization when the vendor’s own word for invalid_grant was confirmed', async () => {
    const id = await connect();
    stage.chat.endRefresh('bot');
    expire();
    const before = refreshes().length;
    expect(await check(id)).toMatchObject({ healthy: false, status: 'needs_reauth' });
    expect(refreshes()).toHaveLength(before + 2);
    expect(await connection(id)).toMatchObject({
      lastError: { detail: expect.stringContaining('invalid_refresh_token') },
    });
  });
});

it('takes both tokens back at the vendor when the connection ends', async () => {
  const id = await connect();
  const before = stage.chat.revoked.length;
  await stage.acme.owner.ok('DELETE', path(id));
  await until(
    () => connection(id),
    ({ revocation }) => revocation === 'done',
  );
  const kinds = stage.chat.revoked.slice(before).map(token => token.split('-')[0]);
  expect(kinds).toEqual(['bot', 'user']);
});
