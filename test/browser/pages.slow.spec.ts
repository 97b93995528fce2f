import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { Caller, goodPassword, Person, startTestHub, type TestHub, tokenOf } from '#support';
import {
  accessibilityFindings,
  desktop,
  openWindow,
  overflow,
  phone,
  layoutShift,
  overSlowLine,
  picture,
  startBrowser,
  watchLayout,
} from '../support/browser.js';
import { Visitor } from '../support/console.js';
import { freePort } from '../support/dav-server.js';

let hub: TestHub;
let browser: Browser;
let window: BrowserContext;
let organizationId: string;
const found: Record<string, string> = {};

/** Pages of an organization; `:name` is filled in with something that is there. */
const organizationPages = [
  '',
  'providers',
  'providers/google-calendar-sandbox',
  'providers/google-calendar?tab=setup',
  'connections',
  'connections/:connection',
  'consents',
  'syncs',
  'syncs/new',
  'syncs/:sync',
  'syncs/:sync/runs/:run',
  'records',
  'records/:record',
  'conflicts',
  'mappings',
  'mappings/new',
  'mirrors',
  'mirrors/new',
  'webhooks/in',
  'webhooks/out',
  'audit',
  'members',
  'keys',
  'settings',
  'sandbox',
];
const installationPages = ['', '/organizations', '/providers', '/queues', '/accounts', '/keys'];

const isLoaded = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForLoadState('load');
  await page.locator('[aria-label="Loading"]').first().waitFor({ state: 'detached' });
};

beforeAll(async () => {
  const settings = { PORT: String(await freePort()), CAUSEWAY_SANDBOX: 'on', CAUSEWAY_SANDBOX_PORT: '0' };
  [hub, browser] = await Promise.all([startTestHub(settings), startBrowser()]);
  window = await openWindow(browser);
  const page = await window.newPage();
  page.setDefaultTimeout(20_000);
  const olga = new Visitor(page, hub);
  await olga.setUp('Acme');
  organizationId = /\/o\/([^/]+)/.exec(page.url())?.[1] ?? '';
  await olga.connect('Google Calendar (sandbox)');
  await page.getByRole('link', { name: 'Create a sync' }).click();
  await page.getByRole('button', { name: /^Team/ }).click();
  await page.getByRole('button', { name: 'Create the sync' }).click();
  await page.getByText('4 created here').first().waitFor();
  found['sync'] = /syncs\/([^/?]+)/.exec(page.url())?.[1] ?? '';
  const first = async (path: string): Promise<string> => {
    const answer = await page.request.get(`${hub.url}/v1/organizations/${organizationId}/${path}`);
    return ((await answer.json()) as { data: { id: string }[] }).data[0]?.id ?? '';
  };
  found['connection'] = await first('connections');
  found['record'] = await first('records');
  found['run'] = await first(`syncs/${found['sync']}/runs`);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await hub.stop();
});

/** Both widths and both themes once; `npm run test:long` looks at the other two pairs as well. */
const looks = [
  { name: 'desktop-light', viewport: desktop, colorScheme: 'light' },
  { name: 'phone-dark', viewport: phone, colorScheme: 'dark' },
  ...(process.env['LONG']
    ? ([
        { name: 'desktop-dark', viewport: desktop, colorScheme: 'dark' },
        { name: 'phone-light', viewport: phone, colorScheme: 'light' },
      ] as const)
    : []),
] as const;

/** What is wrong with the pages in one look: nothing, or the page with what axe and the ruler say. */
const faults = async (paths: readonly string[], base: string, look: (typeof looks)[number]) => {
  const page = await window.newPage();
  await page.setViewportSize(look.viewport);
  await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' });
  const wrong: unknown[] = [];
  for (const path of paths) {
    const address = path.replace(/:(\w+)/g, (_, name: string) => found[name] ?? '');
    await page.goto(`${hub.url}${base}${address}`);
    await isLoaded(page);
    const title = `${base.startsWith('/o/') ? 'o' : 'installation'}-${path || 'first'}`;
    await picture(page, `${look.name}-${title.replaceAll(/[^\w]+/g, '-')}`);
    const findings = await accessibilityFindings(page);
    const wide = await overflow(page);
    if (findings.length > 0 || wide > 0) wrong.push({ path, wide, findings });
  }
  await page.close();
  return wrong;
};

describe.each(looks)('every page ($name)', look => {
  it('of an organization fits its window, and axe finds nothing', async () => {
    expect(await faults(organizationPages, `/o/${organizationId}/`, look)).toEqual([]);
  }, 240_000);

  it('of the installation fits its window, and axe finds nothing', async () => {
    expect(await faults(installationPages, '/installation', look)).toEqual([]);
  }, 120_000);
});

describe('a phone on a slow line', () => {
  const paths = [
    'syncs/:sync',
    'records/:record',
    'webhooks/in',
    'webhooks/out',
    'connections/:connection',
    'sandbox',
  ];

  it.each(paths)(
    'shows %s without moving what is read',
    async path => {
      const page = await window.newPage();
      await page.setViewportSize(phone);
      await watchLayout(page);
      await overSlowLine(page);
      const address = path.replace(/:(\w+)/g, (_, name: string) => found[name] ?? '');
      await page.goto(`${hub.url}/o/${organizationId}/${address}`);
      await isLoaded(page);
      expect(await layoutShift(page)).toBeLessThan(0.05);
      await page.close();
    },
    60_000,
  );
});

describe('the settings', () => {
  let page: Page;
  beforeAll(async () => {
    page = await window.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(`${hub.url}/o/${organizationId}/settings`);
    await isLoaded(page);
  });
  afterAll(() => page.close());

  it.each([
    ['drawing.svg', 'image/svg+xml', 'Choose a PNG, JPEG or WebP picture'],
    ['large.png', 'image/png', 'it has more than 100 KiB'],
    ['words.png', 'image/png', 'it is not a picture'],
  ])('say at once why %s cannot be the logo', async (name, mimeType, words) => {
    const buffer = Buffer.alloc(name === 'large.png' ? 101 * 1024 : 20, 'x');
    await page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer });
    await page.getByText(words).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('say at the field what is wrong with the issuer of single sign-on', async () => {
    await page.getByRole('button', { name: 'Set it up' }).click();
    await page.getByLabel('Issuer').fill(hub.url);
    await page.getByLabel('Client id').fill('causeway');
    await page.getByLabel('Client secret').fill('secret');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Expected the address of an OpenID provider').waitFor();
  });
});

describe('a menu', () => {
  it('is what it says it is', async () => {
    const page = await window.newPage();
    await page.goto(`${hub.url}/o/${organizationId}/syncs/${found['sync'] ?? ''}`);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Its records' }).waitFor();
    const rules = (await accessibilityFindings(page)).map(({ rule }) => rule);
    expect(rules.filter(rule => rule.startsWith('aria'))).toEqual([]);
    await page.close();
  });
});

describe('roles', () => {
  const invite = async (role: string): Promise<Page> => {
    const operator = new Caller(hub.url, hub.operatorKey);
    const email = `${role}@example.com`;
    const path = `/admin/v1/organizations/${organizationId}/invitations`;
    const { url } = await operator.post<{ url: string }>(path, { email, role });
    const person = new Person(hub.url);
    await person.ok('POST', '/auth/invitations/accept', {
      token: tokenOf(url),
      name: `A ${role}`,
      password: goodPassword,
    });
    const page = await (await openWindow(browser)).newPage();
    await page.goto(`${hub.url}/login`);
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password').first().fill(goodPassword);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    return page;
  };

  it('show what they may: an auditor reads and changes nothing', async () => {
    const page = await invite('auditor');
    await page.goto(`${hub.url}/o/${organizationId}/audit`);
    await page.getByText('Sync created').first().waitFor();
    await page.goto(`${hub.url}/o/${organizationId}/syncs/${found['sync'] ?? ''}`);
    await isLoaded(page);
    expect(await page.getByRole('button', { name: 'Run now' }).count()).toBe(0);
    await page.goto(`${hub.url}/o/${organizationId}/keys`);
    await isLoaded(page);
    expect(await page.getByRole('button', { name: /^(Make|Create)/ }).count()).toBe(0);
  });

  it('show what they may: a member runs syncs and invites nobody', async () => {
    const page = await invite('member');
    await page.goto(`${hub.url}/o/${organizationId}/syncs/${found['sync'] ?? ''}`);
    await page.getByRole('button', { name: 'Run now' }).waitFor();
    await page.goto(`${hub.url}/o/${organizationId}/members`);
    await isLoaded(page);
    expect(await page.getByRole('button', { name: /Invite/ }).count()).toBe(0);
  });
});
