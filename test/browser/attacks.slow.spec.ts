import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { connectSession, type ConnectSessionAnswer, goodPassword, until } from '#support';
import { AttackedHub } from '../support/attacked-hub.js';

const stages = [
  {
    name: 'plain http on this machine',
    start: () => AttackedHub.plain({ CAUSEWAY_SANDBOX: 'on', CAUSEWAY_SANDBOX_PORT: '0' }),
  },
  { name: 'https', start: () => AttackedHub.secure() },
];

/** Each way in which a page makes a browser ask another origin without being told so; what the page learned of it. */
const attempts = (hub: string, organization: string): string => `(async () => {
  const [hub, organization] = ${JSON.stringify([hub, organization])};
  const invitation = JSON.stringify({ email: 'mallory@example.com', role: 'owner' });
  const answered = async (path, more) => {
    try {
      const answer = await fetch(hub + path, { credentials: 'include', ...more });
      return 'read ' + answer.status + ' ' + await answer.text();
    } catch { return 'refused'; }
  };
  const loaded = (kind, attribute, path) => new Promise(done => {
    const element = document.body.appendChild(Object.assign(document.createElement(kind), {
      onload: () => done('loaded'), onerror: () => done('refused'),
    }));
    element[attribute] = hub + path;
  });
  const listened = path => new Promise(done => {
    const source = new EventSource(hub + path, { withCredentials: true });
    source.onopen = source.onmessage = () => done('heard');
    source.onerror = () => { source.close(); done('refused'); };
  });
  const post = (mode, type) => ({ method: 'POST', mode, body: invitation, headers: { 'content-type': type } });
  const guess = { 'content-type': 'application/json', 'x-csrf-token': 'x'.repeat(43) };
  navigator.sendBeacon(hub + '/auth/logout');
  return {
    token: await answered('/auth/me'),
    members: await answered(organization + '/members'),
    invite: await answered(organization + '/invitations', post('cors', 'application/json')),
    inviteSimply: await answered(organization + '/invitations', post('cors', 'text/plain')),
    inviteBlindly: await answered(organization + '/invitations', post('no-cors', 'text/plain')),
    logoutBlindly: await answered('/auth/logout', { method: 'POST', mode: 'no-cors' }),
    rename: await answered(organization, { method: 'PATCH', body: '{"name":"Hijacked"}', headers: guess }),
    remove: await answered(organization + '/members/me', { method: 'DELETE', headers: guess }),
    imageLogout: await loaded('img', 'src', '/auth/logout'),
    imageSwitch: await loaded('img', 'src', '/auth/switch?organizationId=null'),
    scriptToken: await loaded('script', 'src', '/auth/me'),
    styleMembers: await loaded('img', 'src', organization + '/members'),
    live: await listened(organization + '/live'),
  };
})()`;

/** Leaves the page for the hub's answer to a form, the only request with a body that needs nobody's leave. */
const postForm = (
  action: string,
  enctype: string,
  fields: Readonly<Record<string, string>>,
): string => `(() => {
  const form = Object.assign(document.createElement('form'), ${JSON.stringify({ action, enctype, method: 'post' })});
  for (const [name, value] of Object.entries(${JSON.stringify(fields)}))
    form.append(Object.assign(document.createElement('input'), { name, value }));
  document.body.append(form);
  form.submit();
})()`;

const framed = (url: string): string => `new Promise(done => {
  const frame = document.createElement('iframe');
  frame.onload = () => done(null);
  document.body.append(Object.assign(frame, { src: ${JSON.stringify(url)} }));
})`;

const reads = (handle: string): string => `(() => {
  try { return ${handle}.document.title; } catch { return 'refused'; }
})()`;

describe.each(stages)('a page of somebody else, over $name', ({ start }) => {
  let stage: AttackedHub;
  let integrationId: string;

  beforeAll(async () => {
    stage = await start();
    const { owner, at } = stage.acme;
    const client = { id: 'acme', secret: 'acme-secret' };
    const integration = { provider: 'google-calendar', client };
    integrationId = (await owner.post<{ id: string }>(at('/integrations'), integration)).id;
  }, 120_000);
  afterEach(() => Promise.all(stage.browser.contexts().map(context => context.close())));
  afterAll(() => stage.stop());

  const link = (more: Readonly<Record<string, unknown>> = {}): Promise<ConnectSessionAnswer> =>
    connectSession(stage.acme, integrationId, more);
  /** In the browser of somebody who is logged in. */
  const lured = async (victim: Page, where: 'neighbour' | 'stranger'): Promise<Page> => {
    const page = await stage.newPage(victim.context());
    await page.goto(stage.hostile[where]);
    return page;
  };

  describe.each(['neighbour', 'stranger'] as const)('(a %s)', where => {
    it('reads nothing and changes nothing, however it asks', async () => {
      const victim = await stage.somebodyLoggedIn();
      const before = await stage.everything();
      const page = await lured(victim, where);
      const learned = await page.evaluate<Record<string, string>>(attempts(stage.origin, stage.acme.at('')));
      expect(Object.entries(learned).filter(([, what]) => what !== 'refused')).toEqual([]);
      expect(Object.keys(learned)).toHaveLength(13);
      expect(await stage.everything()).toEqual(before);
      expect(await stage.own(victim, 'GET', '/auth/me')).toBe(200);
      // Not because nobody may: the console's own page may.
      expect(await stage.own(victim, 'PATCH', stage.acme.at(''), { name: 'Acme' })).toBe(200);
    });

    it('sends forms in vain', async () => {
      const victim = await stage.somebodyLoggedIn();
      const before = await stage.everything();
      const page = await lured(victim, where);
      const json = { '{"email":"mallory@example.com","role":"owner","name":"': '"}' };
      const forms: [string, string, Readonly<Record<string, string>>][] = [
        ['/auth/logout', 'application/x-www-form-urlencoded', {}],
        ['/auth/switch', 'text/plain', { '{"organizationId":null,"x":"': '"}' }],
        [stage.acme.at('/invitations'), 'text/plain', json],
        [
          stage.acme.at('/invitations'),
          'multipart/form-data',
          { email: 'mallory@example.com', role: 'owner' },
        ],
        [
          '/auth/login',
          'text/plain',
          { [`{"email":"p1@example.com","password":"${goodPassword}","x":"`]: '"}' },
        ],
      ];
      for (const [path, enctype, fields] of forms) {
        await page.goto(stage.hostile[where]);
        const url = stage.origin + path;
        const [answer] = await Promise.all([
          page.waitForResponse(response => response.url() === url),
          page.waitForURL(url),
          page.evaluate(postForm(url, enctype, fields)),
        ]);
        expect([401, 403, 415]).toContain(answer.status());
      }
      expect(await stage.everything()).toEqual(before);
      expect(await stage.own(victim, 'GET', '/auth/me')).toBe(200);
    });

    it('cannot lay the console or the connect page under its own buttons', async () => {
      const victim = await stage.somebodyLoggedIn();
      const page = await lured(victim, where);
      const { url } = await link();
      for (const address of [`${stage.origin}/`, `${stage.origin}/account`, url]) {
        await page.evaluate(framed(address));
        const shown = await until(() => Promise.resolve(page.frames().at(-1)?.url()), Boolean, 5_000);
        expect(shown).toBe('chrome-error://chromewebdata/');
      }
      await page.evaluate(framed(`${stage.hostile[where]}/own`));
      expect(page.frames().at(-1)?.url()).toBe(`${stage.hostile[where]}/own`);
    });

    it('has no hold on a window with the console in it, and sees nothing of the connect page', async () => {
      const victim = await stage.somebodyLoggedIn();
      const page = await lured(victim, where);
      const open = async (url: string): Promise<Page> => {
        const [popup] = await Promise.all([
          page.waitForEvent('popup'),
          page.evaluate(`window.opened = window.open(${JSON.stringify(url)}), null`),
        ]);
        await popup.locator('h1').first().waitFor();
        return popup;
      };
      const popup = await open(`${stage.origin}/o/${stage.acme.id}`);
      expect(await popup.evaluate('window.opener === null')).toBe(true);
      expect(await page.evaluate('window.opened.closed')).toBe(true);
      await open((await link()).url);
      expect(await page.evaluate(reads('window.opened'))).toBe('refused');
      await open(`${stage.hostile[where]}/own`);
      expect(await page.evaluate(reads('window.opened'))).toBe('Elsewhere');
    });

    it('is not where login or the connect page lead', async () => {
      const bad = stage.hostile[where];
      const { host } = new URL(bad);
      const page = await stage.newPage();
      const wishes = [bad, `//${host}`, `/\\${host}`, `/\t/${host}`, `/.//${host}`, `/o/..//${host}`];
      wishes.push(`https:${host}`, `javascript:location='${bad}'`, `/%2F/${host}`, `/login/..//${host}/o/`);
      const to = (wish: string) => `/login?to=${encodeURIComponent(wish)}`;
      await stage.login(page, await stage.join(), to(`//${host}`));
      for (const wish of wishes) {
        await page.goto(stage.origin + to(wish));
        await page.locator('h1').first().waitFor();
        expect([wish, new URL(page.url()).origin]).toEqual([wish, stage.origin]);
      }
      await expect(link({ returnTo: `${bad}/done` })).rejects.toThrow('its origin is not allowed');
      const { url } = await link();
      await page.goto(`${url}?returnTo=${bad}&back=${bad}&redirect_uri=${bad}`);
      await page.getByRole('button', { name: 'No, thanks' }).click();
      await page.getByText('You did not agree').waitFor();
      const callback = `${stage.origin}/oauth/google-calendar/callback`;
      await page.goto(`${callback}?error=access_denied&state=x&redirect_uri=${bad}&returnTo=${bad}`);
      expect(page.url()).toContain(callback);
    });
  });
});
