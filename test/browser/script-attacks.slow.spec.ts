import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import {
  agreeOnScreen,
  connectByPages,
  connectSession,
  goodPassword,
  Person,
  SandboxStage,
  syncCalendarByConsent,
  tokenOf,
} from '#support';
import { openWindow, startBrowser } from '../support/browser.js';

const google = 'google-calendar-sandbox';
const team = 'team@group.calendar.google.com';
const email = 'pia@example.com';
/** Text that runs as soon as a page takes it for HTML. */
const evil = (by: string): string => `<img src=x onerror="window.hacked='${by}'">${by}`;
const hacked = 'window.hacked ?? null';

let stage: SandboxStage;
let browser: Browser;
let page: Page;
let link: string;
const found: Record<string, string> = {};

/** Whatever people and vendors may call things, called so. */
const plant = async (): Promise<void> => {
  const { owner, at } = stage.acme;
  const { url } = await owner.post<{ url: string }>(at('/invitations'), { email, role: 'owner' });
  const accept = { token: tokenOf(url), name: evil('person'), password: goodPassword };
  await new Person(stage.hub.url).ok('POST', '/auth/invitations/accept', accept);
  await owner.ok('PATCH', at(''), { name: evil('organization') });
  const { id } = await stage.objectNamed(google, team, 'Sprint review');
  const fields = {
    title: evil('title'),
    description: `<script>window.hacked='text'</script>`,
    location: evil('place'),
  };
  await owner.ok('PATCH', `${stage.objects(google, team)}/${id}`, { fields });
  const integrationId = await stage.integrate(google);
  const session = await connectByPages(stage.acme, integrationId, agreeOnScreen, {
    endUserLabel: evil('user'),
  });
  const sync = await syncCalendarByConsent(stage.acme, session, team, { name: evil('sync') });
  await sync.run();
  Object.assign(found, { sync: sync.syncId, connection: sync.connectionId });
  found['record'] = (await sync.record(evil('title'))).id;
  link = (await connectSession(stage.acme, integrationId, { endUserLabel: evil('user') })).url;
};

beforeAll(async () => {
  [stage, browser] = await Promise.all([SandboxStage.start(), startBrowser()]);
  const operator = { email: 'olga@example.com', name: 'Olga', password: goodPassword };
  await stage.operator.ok('POST', '/auth/setup', operator);
  await plant();
  page = await (await openWindow(browser)).newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(`${stage.hub.url}/login`);
  await page.getByLabel('E-mail address').fill(email);
  await page.locator('input[type=password]').fill(goodPassword);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await stage.stop();
});

/** What the browser says of a page that a hole would let somebody write into. */
const writeInto = `new Promise(done => {
  addEventListener('securitypolicyviolation', ({ violatedDirective }) => done(violatedDirective));
  const script = Object.assign(document.createElement('script'), { textContent: "window.hacked = 'script'" });
  document.body.append(script);
  setTimeout(() => done('nothing'), 3000);
})`;

describe('script in what people and vendors write', () => {
  it('would run where HTML is taken for HTML', async () => {
    const blank = await (await openWindow(browser)).newPage();
    await blank.setContent(evil('control'));
    await blank.waitForFunction('window.hacked');
    expect(await blank.evaluate(hacked)).toBe('control');
    await blank.close();
  });

  it.each([
    ['the overview', '', 'organization'],
    ['the records', 'records', 'title'],
    ['a record', 'records/:record', 'title'],
    ['the syncs', 'syncs', 'sync'],
    ['the members', 'members', 'organization'],
    ['a connection', 'connections/:connection', 'organization'],
    ['the consents', 'consents', 'organization'],
    ['the audit trail', 'audit', 'organization'],
    ['the sandbox', 'sandbox', 'organization'],
  ])('is text on the page of %s', async (_, path, shown) => {
    const address = path.replace(/:(\w+)/, (_match, name: string) => found[name] ?? '');
    await page.goto(`${stage.hub.url}/o/${stage.acme.id}/${address}`);
    await page.getByText(evil(shown)).filter({ visible: true }).first().waitFor();
    await page.waitForLoadState('load');
    expect(await page.locator('img[src=x], script:not([src])').count()).toBe(0);
    expect(await page.evaluate(hacked)).toBeNull();
  });

  it('is text on the connect page', async () => {
    await page.goto(link);
    await page.getByText(evil('organization')).first().waitFor();
    expect(await page.title()).toContain(evil('organization'));
    expect(await page.locator('img, script').count()).toBe(0);
    expect(await page.evaluate(hacked)).toBeNull();
  });

  it('is not in links either', async () => {
    const { owner, at } = stage.acme;
    const look = { displayName: null, colour: null, supportUrl: null, privacyUrl: null };
    for (const name of ['supportUrl', 'privacyUrl'] as const) {
      const wish = { ...look, [name]: 'javascript:window.hacked=1' };
      expect((await owner.send('PUT', at('/appearance'), wish)).status).toBe(422);
    }
  });

  it.each([
    ['the console', () => `${stage.hub.url}/o/${stage.acme.id}`],
    ['the connect page', () => link],
  ])('would not run if there were a hole in %s', async (_, address) => {
    await page.goto(address());
    await page.locator('h1').first().waitFor();
    expect(await page.evaluate(writeInto)).toMatch(/^script-src/);
    await page.evaluate(`document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(evil('hole'))})`);
    await page.waitForTimeout(1_000);
    expect(await page.evaluate(hacked)).toBeNull();
  });
});
