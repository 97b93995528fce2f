import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { Caller, Person, startTestHub, type TestHub } from '#support';
import { accessibilityFindings, desktop, openWindow, startBrowser } from '../support/browser.js';
import { Visitor } from '../support/console.js';
import { freePort } from '../support/dav-server.js';

let hub: TestHub;
let browser: Browser;
let page: Page;
let olga: Visitor;

beforeAll(async () => {
  [hub, browser] = await Promise.all([startTestHub({ PORT: String(await freePort()) }), startBrowser()]);
  page = await (await openWindow(browser, { viewport: desktop })).newPage();
  olga = new Visitor(page, hub);
  await olga.setUp('Acme');
}, 120_000);
afterAll(async () => {
  await browser.close();
  await hub.stop();
});

const press = (name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).first().click();
const sees = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();
const shownKey = (): Promise<string> =>
  page
    .getByRole('dialog')
    .getByText(/^cw[ko]_/)
    .innerText();
const opens = async (key: string): Promise<number> =>
  (await new Caller(hub.url, key).send('GET', '/v1/me')).status;
const create = async (name: string): Promise<string> => {
  await press('Create a key');
  await page.getByRole('dialog').getByLabel('Name').fill(name);
  await press('Create the key');
  const key = await shownKey();
  await press('Done');
  return key;
};
const rotate = async (name: string, overlap: string): Promise<string> => {
  await press(`Rotate ${name}`);
  await page.getByLabel('The old key').selectOption(overlap);
  expect(await accessibilityFindings(page)).toEqual([]);
  await press('Make the new key');
  return shownKey();
};

describe('keys and codes at the console', () => {
  it('puts a new key in the place of one, which ends at once if that is wished', async () => {
    await olga.goTo('API keys');
    const old = await create('Nightly');
    const made = await rotate('Nightly', 'ends at once');
    await sees('Put it where Nightly is used. The old key has ended.');
    await press('Done');
    await sees('Expired');
    expect([await opens(old), await opens(made)]).toEqual([401, 200]);
  }, 60_000);

  it('lets the old operator key work for as long as is chosen', async () => {
    await page.goto(`${hub.url}/installation/keys`);
    const old = await create('Script');
    const made = await rotate('Script', 'works for another week');
    await sees(/^Put it where Script is used\. The old key works until /);
    await press('Done');
    await sees('Rotated');
    expect([await opens(old), await opens(made)]).toEqual([200, 200]);
  }, 60_000);

  it('says how many recovery codes are left, and asks for new ones when they are few', async () => {
    const { email, recoveryCodes } = await olga.enrol();
    await press('I have kept them');
    await sees('10 of 10 recovery codes are left.');
    for (const recoveryCode of recoveryCodes.slice(0, 7)) {
      const person = new Person(hub.url);
      await person.login(email);
      await person.ok('POST', '/auth/totp/verify', { recoveryCode });
    }
    await page.reload();
    await sees('3 of 10 recovery codes are left');
    await sees(/^Make new ones before you need them/);
    expect(await accessibilityFindings(page)).toEqual([]);
    await press('New recovery codes');
    await press('Make new codes');
    await press('I have kept them');
    await sees('10 of 10 recovery codes are left.');
  }, 60_000);
});
