import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import {
  Browser,
  type ConnectionAnswer,
  connectionsOf,
  connectSession,
  type ConnectSessionAnswer,
  type OAuthStage,
  ownClient,
  sharedClient,
  signIn,
  signInUpToCallback,
  startOAuthStage,
  until,
} from '#support';

const returnOrigin = 'https://app.example';
let stage: OAuthStage;

beforeAll(async () => {
  stage = await startOAuthStage({ CAUSEWAY_RETURN_ORIGINS: returnOrigin });
});
afterAll(() => stage.stop());
afterEach(() => {
  stage.server.rejected = [];
  stage.server.intercept = null;
});

const link = (more = {}): Promise<ConnectSessionAnswer> =>
  connectSession(stage.acme, stage.integrationId, more);
const session = ({ id }: ConnectSessionAnswer): Promise<ConnectSessionAnswer> =>
  stage.acme.owner.get(stage.acme.at(`/connect-sessions/${id}`));
const connection = (id: string): Promise<ConnectionAnswer> =>
  stage.acme.owner.get(stage.acme.at(`/connections/${id}`));
const connect = async (login: string, more = {}): Promise<string> => {
  const made = await link(more);
  expect(await signIn(made.url, login)).toMatchObject({ status: 200 });
  return (await session(made)).connectionId ?? '';
};

describe('connecting by OAuth against a real authorization server', () => {
  it('leads from the link to a connection, with the organization’s own client', async () => {
    const made = await link();
    const page = await signIn(made.url, 'ada');
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('is connected as Person ada') });
    const done = await session(made);
    expect(done).toMatchObject({ status: 'completed', connectionId: expect.any(String) });
    expect(await connection(done.connectionId ?? '')).toMatchObject({
      status: 'active',
      account: { id: 'ada', name: 'Person ada', email: 'ada@example.com' },
      grantedScopes: ['openid', 'calendar.read', 'calendar.write'],
      missing: [],
      credential: { renews: true, expiresAt: expect.any(String) },
    });
    expect(stage.server.requestsTo('/auth').at(-1)?.query.get('client_id')).toBe(ownClient.id);
  });

  it('uses the operator’s shared client for an organization without its own', async () => {
    const made = await connectSession(stage.other, stage.sharedIntegrationId);
    expect(await signIn(made.url, 'olga')).toMatchObject({ status: 200 });
    expect(stage.server.requestsTo('/auth').at(-1)?.query.get('client_id')).toBe(sharedClient.id);
    expect(await connectionsOf(stage.other)).toMatchObject([{ account: { id: 'olga' } }]);
  });

  it('proves itself by PKCE S256 with a verifier of 43 to 128 characters', async () => {
    await connect('ada');
    const asked = stage.server.requestsTo('/auth').at(-1)?.query;
    const verifier = stage.server.requestsTo('/token').at(-1)?.form.get('code_verifier') ?? '';
    expect(asked?.get('code_challenge_method')).toBe('S256');
    expect(verifier).toMatch(/^[\w.~-]{43,128}$/);
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(asked?.get('code_challenge'));
    expect(asked?.get('state')).toMatch(/^[\w-]{43}$/);
  });

  it('keeps two sign-ins that begin at once apart', async () => {
    const links = await Promise.all(Array.from({ length: 8 }, () => link()));
    const asked = stage.server.requestsTo('/auth').length;
    await Promise.all(links.map(async ({ url }) => new Browser().submit(await new Browser().open(url))));
    const queries = stage.server
      .requestsTo('/auth')
      .slice(asked)
      .map(({ query }) => query);
    expect(new Set(queries.map(query => query.get('code_challenge'))).size).toBe(links.length);
    expect(new Set(queries.map(query => query.get('state'))).size).toBe(links.length);
    const results = await Promise.all(
      (await Promise.all([link(), link(), link()])).map(({ url }, at) => signIn(url, `twin-${at}`)),
    );
    expect(results.map(page => page.status)).toEqual([200, 200, 200]);
  });

  it('connects two accounts under one integration, and the same account only once', async () => {
    const [first, second, again] = [await connect('one'), await connect('two'), await connect('one')];
    expect(second).not.toBe(first);
    expect(again).toBe(first);
  });

  it('makes one connection of one link, also when two browsers finish at the same time', async () => {
    const made = await link();
    const browsers = [new Browser(), new Browser()];
    const callbacks = await Promise.all(
      browsers.map((browser, at) => signInUpToCallback(browser, made.url, `racer-${at}`)),
    );
    const pages = await Promise.all(callbacks.map((url, at) => browsers[at]!.open(url)));
    expect(pages.map(page => page.status).sort()).toEqual([200, 410]);
    const racers = (await connectionsOf(stage.acme)).filter(({ account }) => account.id.startsWith('racer'));
    expect(racers).toHaveLength(1);
  });

  it('refuses a link that was used, and one that has expired', async () => {
    const made = await link();
    await signIn(made.url, 'ada');
    expect(await new Browser().open(made.url)).toMatchObject({
      status: 410,
      text: expect.stringContaining('was used already'),
    });
    const late = await link({ expiresInSeconds: 60 });
    stage.clock.aheadMs += 61_000;
    const browser = new Browser();
    expect(await browser.open(late.url)).toMatchObject({
      status: 410,
      text: expect.stringContaining('has expired'),
    });
    expect(await browser.open(late.url, { method: 'POST', body: new URLSearchParams() })).toMatchObject({
      status: 410,
    });
    expect(await session(late)).toMatchObject({ status: 'expired', connectionId: null });
  });

  it('says that the person did not agree, and connects nothing', async () => {
    const made = await link({ returnTo: `${returnOrigin}/done?keep=1` });
    const browser = new Browser({ stopAt: url => url.origin === returnOrigin });
    const screen = await browser.submit(await browser.open(made.url));
    const back = await browser.follow(screen, /abort/);
    expect(back.url.href).toContain(`${returnOrigin}/done?keep=1&status=refused&connectSessionId=${made.id}`);
    expect(await session(made)).toMatchObject({ status: 'open', connectionId: null });
    expect(
      await signIn(made.url, 'ada', new Browser({ stopAt: url => url.origin === returnOrigin })),
    ).toMatchObject({ status: 0 });
  });

  it('returns only to allowed origins', async () => {
    const wishes = [
      'https://evil.example/',
      'http://app.example/',
      'https://app.example.evil.example/',
      'javascript:alert(1)',
      'https://app.example@evil.example/',
      'data:text/html,x',
    ];
    for (const returnTo of wishes) {
      const answer = await stage.acme.owner.send('POST', stage.acme.at('/connect-sessions'), {
        integrationId: stage.integrationId,
        endUserId: 'ada',
        returnTo,
      });
      expect([returnTo, answer.status]).toEqual([returnTo, 422]);
    }
  });

  it('lists what an optional scope that was not granted would have given', async () => {
    stage.server.rejected = ['calendar.write'];
    const id = await connect('partial');
    expect(await connection(id)).toMatchObject({
      status: 'active',
      grantedScopes: ['openid', 'calendar.read'],
      missing: [{ scope: 'calendar.write' }],
    });
  });

  it('refuses when a required scope was not granted, and stores nothing', async () => {
    stage.server.rejected = ['calendar.read'];
    const made = await link();
    const page = await signIn(made.url, 'stingy');
    expect(page).toMatchObject({
      status: 422,
      text: expect.stringContaining('calendar.read (Reads your events.)'),
    });
    expect(await session(made)).toMatchObject({ status: 'open', connectionId: null });
    expect((await connectionsOf(stage.acme)).map(({ account }) => account.id)).not.toContain('stingy');
    stage.server.rejected = [];
    expect(await signIn(made.url, 'stingy')).toMatchObject({ status: 200 });
  });

  it('reconnects under the same id, and refuses a different account', async () => {
    const id = await connect('carla');
    const wrong = await link({ connectionId: id });
    const refused = await signIn(wrong.url, 'somebody-else');
    expect(refused).toMatchObject({ status: 409, text: expect.stringContaining('another account') });
    expect(await connection(id)).toMatchObject({ account: { id: 'carla' } });
    const before = stage.server.requestsTo('/token').length;
    expect(await connect('carla', { connectionId: id })).toBe(id);
    expect(stage.server.requestsTo('/token').length).toBe(before + 1);
  });

  it('reconnects a connection only through its own integration', async () => {
    const id = await connect('dora');
    const two = await stage.integrate(stage.acme, 'test-two', ownClient);
    const answer = await stage.acme.owner.send('POST', stage.acme.at('/connect-sessions'), {
      integrationId: two,
      endUserId: 'ada',
      connectionId: id,
    });
    expect(answer).toMatchObject({ status: 422 });
  });

  it('refuses a sign-in after the integration was disabled', async () => {
    const made = await link();
    const browser = new Browser();
    const callback = await signInUpToCallback(browser, made.url, 'ada');
    const path = stage.acme.at(`/integrations/${stage.integrationId}`);
    await stage.acme.owner.ok('PATCH', path, { enabled: false });
    expect(await browser.open(callback)).toMatchObject({
      status: 409,
      text: expect.stringContaining('disabled'),
    });
    await stage.acme.owner.ok('PATCH', path, { enabled: true });
  });

  it('answers a vendor that fails at the exchange with a readable page, and the link stays open', async () => {
    const made = await link();
    stage.server.intercept = path =>
      path === '/token' ? { status: 502, body: '<html>Bad gateway</html>' } : undefined;
    expect(await signIn(made.url, 'ada')).toMatchObject({
      status: 503,
      text: expect.stringContaining('answered 502'),
    });
    stage.server.intercept = null;
    await until(
      () => session(made),
      ({ status }) => status === 'open',
    );
    expect(await signIn(made.url, 'ada')).toMatchObject({ status: 200 });
  });
});
