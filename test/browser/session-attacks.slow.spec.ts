import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { createOrganization, tokenOf } from '#support';
import { AttackedHub } from '../support/attacked-hub.js';

const stages = [
  { name: 'plain http on this machine', start: () => AttackedHub.plain() },
  { name: 'https', start: () => AttackedHub.secure() },
];

describe.each(stages)('a session in a browser, over $name', ({ start }) => {
  let stage: AttackedHub;

  beforeAll(async () => {
    stage = await start();
  }, 120_000);
  afterEach(() => Promise.all(stage.browser.contexts().map(context => context.close())));
  afterAll(() => stage.stop());

  const isLoggedIn = async (page: Page): Promise<boolean> =>
    (await stage.own(page, 'GET', '/auth/me')) === 200;

  /** Somebody else's browser, with a cookie of that value. */
  const thiefWith = async (value: string): Promise<Page> => {
    const page = await stage.newPage();
    const { isSecure: secure, cookieName: name, origin: url } = stage;
    await page.context().addCookies([{ name, value, url, secure, httpOnly: true, sameSite: 'Lax' }]);
    await page.goto(`${url}/favicon.svg`);
    return page;
  };

  it('is in a cookie that no script reads, of this very host, and nowhere else', async () => {
    const page = await stage.somebodyLoggedIn();
    const { value, ...session } = await stage.session(page);
    expect(session).toMatchObject({
      name: stage.isSecure ? '__Host-causeway' : 'causeway',
      httpOnly: true,
      sameSite: 'Lax',
      secure: stage.isSecure,
      path: '/',
      domain: new URL(stage.origin).hostname,
      expires: -1,
    });
    expect(await page.evaluate('document.cookie')).toBe('');
    const kept =
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.documentElement.outerHTML])';
    expect(await page.evaluate<string>(kept)).not.toContain(value);
  });

  it('is of no use to a thief once its owner has logged out', async () => {
    const page = await stage.somebodyLoggedIn();
    const thief = await thiefWith((await stage.session(page)).value);
    expect(await isLoggedIn(thief)).toBe(true);
    await page.getByRole('button', { name: 'Account of Pia Person' }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    expect(await isLoggedIn(thief)).toBe(false);
    await thief.goto(`${stage.origin}/o/${stage.acme.id}/members`);
    await thief.getByRole('heading', { name: 'Log in' }).waitFor();
  });

  it('is a new one after login, whatever was there before', async () => {
    const attacker = await stage.somebodyLoggedIn();
    for (const planted of [(await stage.session(attacker)).value, 'x'.repeat(43)]) {
      const victim = await thiefWith(planted);
      // The person who finds somebody else's console open logs out of it first.
      if (await isLoggedIn(victim)) await stage.own(victim, 'POST', '/auth/logout');
      await stage.login(victim, await stage.join());
      expect((await stage.session(victim)).value).not.toBe(planted);
      expect(await isLoggedIn(victim)).toBe(true);
      expect(await isLoggedIn(await thiefWith(planted))).toBe(false);
    }
  });

  it('is not taken from a page of a neighbour, which can write cookies for this host too', async () => {
    const attacker = await stage.somebodyLoggedIn();
    const { value } = await stage.session(attacker);
    const victim = await stage.somebodyLoggedIn();
    const before = await stage.session(victim);
    const neighbour = await stage.newPage(victim.context());
    await neighbour.goto(stage.hostile.neighbour);
    const { hostname } = new URL(stage.origin);
    for (const path of ['/', '/v1', '/auth'])
      for (const domain of ['', stage.isSecure ? `; domain=${hostname}; secure` : ''])
        await neighbour.evaluate(`document.cookie = '${stage.cookieName}=${value}; path=${path}${domain}'`);
    expect((await victim.context().cookies(stage.origin)).find(({ httpOnly }) => httpOnly)).toEqual(before);
    const whose = `fetch('/auth/me').then(answer => answer.json()).then(({ account }) => account?.email ?? null)`;
    const attackers = await attacker.evaluate<string>(whose);
    // Over http a neighbour can spoil the session, and no more: two cookies that contradict each other count as none.
    expect(await victim.evaluate(whose)).not.toBe(attackers);
    expect(await isLoggedIn(victim)).toBe(stage.isSecure);
  });

  it('changes its token when its owner acts elsewhere, and the earlier one is dead', async () => {
    const page = await stage.somebodyLoggedIn();
    const { value: before } = await stage.session(page);
    const beta = await createOrganization(stage.hub.url, stage.hub.operatorKey, 'Beta');
    const email = await page.evaluate<string>(
      `fetch('/auth/me').then(async me => (await me.json()).account.email)`,
    );
    const { url } = await beta.owner.post<{ url: string }>(beta.at('/invitations'), { email, role: 'owner' });
    expect(await stage.own(page, 'POST', '/auth/invitations/accept', { token: tokenOf(url) })).toBe(204);
    const { value: accepted } = await stage.session(page);
    await page.goto(`${stage.origin}/o/${stage.acme.id}/members`);
    await page.getByRole('heading', { name: 'Members', level: 1 }).waitFor();
    const { value: after } = await stage.session(page);
    expect(new Set([before, accepted, after]).size).toBe(3);
    for (const old of [before, accepted]) expect(await isLoggedIn(await thiefWith(old))).toBe(false);
    expect(await isLoggedIn(page)).toBe(true);
  });
});
