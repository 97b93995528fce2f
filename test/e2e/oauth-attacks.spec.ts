import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import {
  Browser,
  type BrowserPage,
  connectionsOf,
  connectSession,
  type ConnectSessionAnswer,
  type OAuthStage,
  ownClient,
  signIn,
  signInUpToCallback,
  startOAuthStage,
} from '#support';

let stage: OAuthStage;
let browser: Browser;
let made: ConnectSessionAnswer;
let callback: URL;
let person: string;
let tokenCalls: number;

beforeAll(async () => {
  stage = await startOAuthStage();
  await stage.integrate(stage.acme, 'test-two', ownClient);
});
afterAll(() => stage.stop());

/** A person who has signed in at the vendor and is about to come back. */
beforeEach(async () => {
  browser = new Browser();
  made = await connectSession(stage.acme, stage.integrationId);
  person = `ada-${randomBytes(4).toString('hex')}`;
  callback = await signInUpToCallback(browser, made.url, person);
  tokenCalls = stage.server.requestsTo('/token').length;
});

const altered = (change: (query: URLSearchParams) => void, pathname = callback.pathname): URL => {
  const url = new URL(callback);
  url.pathname = pathname;
  change(url.searchParams);
  return url;
};

/** Nothing was connected, no code went to the vendor, and the answer is the same whatever was wrong. */
const refused = async (page: BrowserPage): Promise<void> => {
  expect(page).toMatchObject({
    status: 400,
    text: expect.stringContaining('This sign-in cannot be finished here'),
  });
  expect(stage.server.requestsTo('/token')).toHaveLength(tokenCalls);
  expect(await stage.acme.owner.get(stage.acme.at(`/connect-sessions/${made.id}`))).toMatchObject({
    status: 'open',
    connectionId: null,
  });
};
const refusal = async (reason: string): Promise<void> => {
  const path = stage.acme.at('/audit?action=authorization.refused&limit=200');
  const { data } = await stage.acme.owner.get<{ data: { outcome: string; details: { reason: string } }[] }>(
    path,
  );
  expect(data.map(event => event.details.reason)).toContain(reason);
  expect(data.every(event => event.outcome === 'refused')).toBe(true);
};

describe('a callback that is not the answer to this browser’s own sign-in', () => {
  it('is refused with a forged state', async () => {
    await refused(
      await browser.open(altered(query => query.set('state', randomBytes(32).toString('base64url')))),
    );
  });

  it('is refused without a state, with an empty one and with an endless one', async () => {
    await refused(await browser.open(altered(query => query.delete('state'))));
    await refused(await browser.open(altered(query => query.set('state', ''))));
    await refused(await browser.open(altered(query => query.set('state', 'x'.repeat(5000)))));
  });

  it('is refused when a parameter comes twice (RFC 6749 §3.1)', async () => {
    const state = callback.searchParams.get('state') ?? '';
    await refused(await browser.open(altered(query => query.append('state', state))));
    await refused(await browser.open(altered(query => query.append('state', 'other'))));
    await refused(await browser.open(altered(query => query.append('code', 'other'))));
  });

  it('is refused when it names another issuer, or twice one, or none (RFC 9207)', async () => {
    await refused(await browser.open(altered(query => query.set('iss', 'https://evil.example'))));
    await refusal('wrong issuer (RFC 9207)');
  });

  it('is refused when it names no issuer', async () => {
    await refused(await browser.open(altered(query => query.delete('iss'))));
  });

  it('is refused when it names the issuer twice', async () => {
    await refused(await browser.open(altered(query => query.append('iss', stage.server.issuer))));
  });

  it('is refused without a code', async () => {
    await refused(await browser.open(altered(query => query.delete('code'))));
    await refusal('no single code');
  });

  it('is refused when it is played again, before the vendor hears of it', async () => {
    expect(await browser.open(callback)).toMatchObject({ status: 200 });
    tokenCalls += 1;
    const again = await browser.open(callback);
    expect(again.status).toBe(400);
    expect(stage.server.requestsTo('/token')).toHaveLength(tokenCalls);
    await refusal('used or expired');
  });

  it('is taken once when it is sent many times at once', async () => {
    const pages = await Promise.all(Array.from({ length: 10 }, () => browser.open(callback)));
    expect(pages.map(page => page.status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 400)]);
    expect(stage.server.requestsTo('/token')).toHaveLength(tokenCalls + 1);
  });

  it('is refused ten minutes after it began', async () => {
    stage.clock.aheadMs += 10 * 60_000;
    await refused(await browser.open(callback));
  });

  it('is refused in a browser that began nothing', async () => {
    await refused(await new Browser().open(callback));
    await refusal('another browser');
  });

  it('is refused in a browser that began something else', async () => {
    const victim = new Browser();
    const theirs = await connectSession(stage.acme, stage.integrationId);
    await signInUpToCallback(victim, theirs.url, 'victim');
    await refused(await victim.open(callback));
  });

  it('is refused with another browser’s cookie', async () => {
    const thief = new Browser();
    thief.setCookie('127.0.0.1', 'causeway_browser', randomBytes(32).toString('base64url'));
    await refused(await thief.open(callback));
  });

  it('is refused at another provider’s address, and so cannot mix vendors up (RFC 9700 §4.4)', async () => {
    await refused(await browser.open(altered(() => undefined, '/oauth/test-two/callback')));
    await refusal('answer of another provider');
    await refused(await browser.open(altered(() => undefined, '/oauth/nobody/callback')));
  });

  it('connects the organization whose link it was, whatever other session the browser has', async () => {
    const theirs = await connectSession(stage.other, stage.sharedIntegrationId);
    const second = await signInUpToCallback(browser, theirs.url, person);
    const mixed = altered(query => query.set('code', second.searchParams.get('code') ?? ''));
    expect((await browser.open(mixed)).status).toBe(409);
    expect(await connectionsOf(stage.other)).toEqual([]);
    expect(await stage.acme.owner.get(stage.acme.at(`/connect-sessions/${made.id}`))).toMatchObject({
      connectionId: null,
    });
    expect(await browser.open(second)).toMatchObject({ status: 200 });
    expect(await connectionsOf(stage.other)).toMatchObject([{ account: { id: person } }]);
    const acme = await connectionsOf(stage.acme);
    expect(acme.map(({ account }) => account.id)).not.toContain(person);
    const strange = { integrationId: stage.sharedIntegrationId, endUserId: 'eve' };
    expect(await stage.acme.owner.send('POST', stage.acme.at('/connect-sessions'), strange)).toMatchObject({
      status: 404,
    });
  });

  it('tells a person of a vendor’s own trouble, and a program the same as a problem document', async () => {
    const failed = altered(query => {
      query.delete('code');
      query.set('error', 'server_error');
      query.set('error_description', '<img src=x onerror=alert(1)>');
    });
    const page = await browser.open(failed);
    expect(page).toMatchObject({
      status: 200,
      text: expect.stringContaining('The provider could not complete this'),
    });
    expect(page.text).not.toContain('<img');
    const program = await fetch(failed);
    expect(program.headers.get('content-type')).toContain('application/problem+json');
    expect(await program.json()).toMatchObject({ status: 400, code: 'authorization_invalid' });
  });
});

describe('a connect link', () => {
  it('is unknown when one character differs, and tells no more', async () => {
    const wrong = `${made.url.slice(0, -1)}${made.url.endsWith('A') ? 'B' : 'A'}`;
    expect(await browser.open(wrong)).toMatchObject({ status: 404 });
    expect(await browser.open(`${new URL(made.url).origin}/connect/${'x'.repeat(200)}`)).toMatchObject({
      status: 404,
    });
  });
});

describe('a hub behind https', () => {
  it('takes only the cookie that a neighbouring site cannot plant', async () => {
    const secure = await startOAuthStage({ CAUSEWAY_PUBLIC_URL: 'https://hub.example' });
    try {
      const link = await connectSession(secure.acme, secure.integrationId);
      const local = `${secure.hub.url}${new URL(link.url).pathname}`;
      const planted = randomBytes(32).toString('base64url');
      const post = (cookie: string) =>
        fetch(local, {
          method: 'POST',
          redirect: 'manual',
          body: new URLSearchParams(),
          headers: { cookie },
        });
      const fresh = (await post(`causeway_browser=${planted}`)).headers.get('set-cookie') ?? '';
      expect(fresh).toMatch(
        /^__Host-causeway_browser=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=86400; Secure$/,
      );
      expect(fresh).not.toContain(planted);
      expect((await post(`__Host-causeway_browser=${planted}`)).headers.get('set-cookie')).toContain(planted);
    } finally {
      await secure.stop();
    }
  });
});

describe('a hub whose vendors redirect to another host than its API', () => {
  it('keeps the whole sign-in on that host, so that its cookie comes back', async () => {
    const split = await startOAuthStage({
      CAUSEWAY_PUBLIC_URL: 'http://127.0.0.2:1',
      CAUSEWAY_CALLBACK_URL: 'http://127.0.0.1:9',
    });
    try {
      const link = await connectSession(split.acme, split.integrationId);
      expect(new URL(link.url).origin).toBe('http://127.0.0.1:9');
    } finally {
      await split.stop();
    }
  });
});

it('the stage itself works, so that the refusals above mean something', async () => {
  expect(await signIn(made.url, 'control')).toMatchObject({ status: 200 });
});
