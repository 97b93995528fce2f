import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { Caller, goodPassword, startTestHub, type TestHub } from '#support';
import { accessibilityFindings, desktop, openWindow, startBrowser } from '../support/browser.js';
import { Visitor } from '../support/console.js';
import { freePort } from '../support/dav-server.js';

let hub: TestHub;
let browser: Browser;
let page: Page;
let olga: Visitor;
let home = ''; // of the organization, without the host
let key = ''; // of an admin

const newPage = async (): Promise<Page> => {
  const opened = await (await openWindow(browser, { viewport: desktop })).newPage();
  opened.setDefaultTimeout(40_000);
  return opened;
};

beforeAll(async () => {
  const settings = {
    ...{ PORT: String(await freePort()), CAUSEWAY_ALLOW_PRIVATE_TARGETS: '' },
    ...{ CAUSEWAY_SANDBOX: 'on', CAUSEWAY_SANDBOX_PORT: '0' },
  };
  [hub, browser] = await Promise.all([startTestHub(settings), startBrowser()]);
  page = await newPage();
  olga = new Visitor(page, hub);
  await olga.setUp('Acme');
  home = new URL(page.url()).pathname;
}, 120_000);
afterAll(async () => {
  await browser.close();
  await hub.stop();
});

const press = (name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name, exact: true }).first().click();
const sees = (text: string | RegExp, on = page): Promise<void> => on.getByText(text).first().waitFor();
const agreeTo = (title: string, yes: string): Promise<void> =>
  page.getByRole('dialog', { name: title }).getByRole('button', { name: yes, exact: true }).click();
const organizationPath = (rest: string): string => `/v1/organizations/${home.split('/').at(-1) ?? ''}${rest}`;

/** From the operator's side; comes back into the organization. */
const limit = async (wishes: Readonly<Record<string, string>>): Promise<void> => {
  await page.goto(`${hub.url}/installation/organizations`);
  await page.getByRole('link', { name: /^Acme(?! \()/ }).click();
  for (const [kind, most] of Object.entries(wishes)) await page.getByLabel(kind, { exact: true }).fill(most);
  await press('Set the limits');
  await sees('The limits are set.');
  await page.goto(hub.url + home);
};
const draftSync = async (vendor: RegExp, container: RegExp): Promise<void> => {
  await olga.goTo('Syncs');
  await page.getByRole('link', { name: 'New sync' }).first().click();
  await page.getByRole('button', { name: vendor }).first().click();
  await page.getByRole('button', { name: container }).first().click();
  await press('Create the sync');
};

/** Each step stands on the ones before it. */
describe('what people seldom do, and then mean', () => {
  it('goes as far as the operator’s limits', async () => {
    await limit({ Connections: '1', Syncs: '0' });
    await olga.connect('Google Calendar (sandbox)');
    await olga.goTo('Providers');
    await page.getByRole('link', { name: 'Connect Outlook Calendar (sandbox)', exact: true }).click();
    await press('Continue');
    await sees(/ask the operator for more/i);
    await page.goto(hub.url + home);
    await draftSync(/Google Calendar/, /^Team/);
    await sees(/ask the operator for more/i);
    await limit({ Connections: '', Syncs: '' });
    await olga.connect('Outlook Calendar (sandbox)');
  }, 120_000);

  it('takes a run back but for what was changed since, and takes that back', async () => {
    // Both accounts are of the same person: the consent that was given for this one is chosen.
    await draftSync(/Google Calendar/, /^Team/);
    await sees('4 created here');
    await olga.goTo('Records');
    await page.getByRole('link', { name: /^Stand-up/ }).click();
    await press('Edit');
    await page.getByLabel('Title').fill('Stand-up, later');
    await press('Save');
    await olga.goTo('Syncs');
    await page.getByRole('link', { name: /Team/ }).first().click();
    await sees('1 changed in the account');
    await page.getByRole('link', { name: /4 created here/ }).click();
    await press('What would an undo do?');
    await sees('It would delete 3, here and thereby in the account.');
    await sees('It was changed since; the later change stays.');
    await press('Take the run back');
    await sees('1 event could not be undone.');
    await press('What would taking the undo back do?');
    await press('Take the undo back');
    await sees('It created 3, here and thereby in the account.');
    await page.getByRole('link', { name: 'The sync' }).click();
    await page.getByRole('tab', { name: 'Undo' }).click();
    await sees('3 records undone, 0 records in part, 1 record not');
  }, 120_000);

  it('mirrors two calendars, pauses, goes on and ends', async () => {
    await draftSync(/Outlook Calendar/, /^Calendar/);
    await sees('3 created here');
    await olga.goTo('Mirrors');
    await page.getByRole('link', { name: 'New mirror' }).first().click();
    for (const [side, sync] of [
      ['One side', /Team/],
      ['The other side', /Calendar/],
    ] as const) {
      await page.getByRole('combobox', { name: side, exact: true }).click();
      await page.getByRole('option', { name: sync }).first().click();
    }
    await press('Create the mirror');
    await sees(/^[1-9]\d* events on both sides/);
    for (const button of ['Pause', 'Go on', 'Pause', 'Go on']) await press(button);
    await press('End the mirror');
    await agreeTo('End the mirror “Team ⇄ Calendar”?', 'End the mirror');
    await sees('No mirrors yet');
  }, 120_000);

  it('says in words where an expression is unfinished', async () => {
    await olga.goTo('Mappings');
    await page.getByRole('link', { name: 'New mapping' }).first().click();
    await page.getByRole('combobox', { name: 'Field', exact: true }).fill('title');
    await page.getByLabel('Expression').fill('record.');
    await sees('Line 1, column 8: unfinished, a name is missing after “record.”');
    await page.getByLabel('Expression').fill('');
    await page.getByLabel('Name').first().focus();
    await sees('Write what the field is made of, such as fields.title.');
  }, 120_000);

  it('says at the sync that its consent is gone', async () => {
    await olga.goTo('Consents');
    await page.getByRole('button', { name: /Calendar sync · Google Calendar .*Given/ }).click();
    await press('Withdraw');
    await sees(/^One sync stops within a minute: Team\./);
    await agreeTo('Withdraw the consent of Olga Operator?', 'Withdraw');
    await sees('Withdrawn. What relied on it stops');
    await page.keyboard.press('Escape');
    await olga.goTo('Syncs');
    await page.getByRole('link', { name: /Team/ }).first().click();
    await sees('The sync stands still: Olga Operator does not agree any more');
  }, 120_000);

  it('makes keys that open what they are for', async () => {
    await olga.goTo('API keys');
    await press('Create a key');
    const dialog = page.getByRole('dialog', { name: 'Create an API key' });
    await dialog.getByLabel('Name').fill('Reporting');
    await dialog.getByRole('radio', { name: /^Admin/ }).check();
    await press('Create the key');
    key = await dialog.getByText(/^cwk_/).innerText();
    await press('Done');
    await page.getByLabel('Whom it is for').fill('Kim of Northwind');
    await press('Make one');
    const portal = new Caller(hub.url, await page.getByText(/^cwp_/).innerText());
    await olga.goTo('Sandbox');
    const url = await page.getByLabel('Address of the receiver', { exact: true }).inputValue();
    await portal.post(organizationPath('/endpoints'), { url, eventTypes: ['consent.*'] });
    expect(await portal.get(organizationPath('/deliveries'))).toMatchObject({ data: [] });
    expect(await portal.send('GET', organizationPath('/records'))).toMatchObject({ status: 403 });
  }, 120_000);

  it('shows a webhook of a stranger and leaves it alone, then revokes a key', async () => {
    const ours = { provider: 'slack', client: { id: '1.2', secret: 'x' }, webhookSecret: 'signs' };
    await new Caller(hub.url, key).post(organizationPath('/integrations'), ours);
    const body = JSON.stringify({ team_id: 'T9', type: 'event_callback', event_id: 'E1', event: {} });
    const time = String(Math.floor(Date.now() / 1_000));
    const mac = createHmac('sha256', 'signs').update(`v0:${time}:${body}`).digest('hex');
    const signed = { 'x-slack-request-timestamp': time, 'x-slack-signature': `v0=${mac}` };
    const headers = { 'content-type': 'application/json', ...signed };
    await fetch(`${hub.url}/hooks/slack`, { method: 'POST', headers, body });
    await olga.goTo('Received');
    await page.getByRole('link', { name: /Quarantined/ }).click();
    await sees(/it names no account that is connected here\. It is kept to be looked at, never acted upon/);
    await olga.goTo('API keys');
    await press('Revoke Reporting');
    await agreeTo('Revoke Reporting?', 'Revoke');
    await sees('Reporting is revoked.');
    const refused = new Caller(hub.url, key).send('GET', organizationPath('/syncs'));
    expect(await refused).toMatchObject({ status: 401 });
  }, 120_000);

  it('changes what a member may, lets the member go and keeps the last owner', async () => {
    await olga.goTo('Members');
    await press('Invite somebody');
    await page.getByLabel('E-mail address').fill('mia@example.com');
    await press('Make the link');
    const link = await page.getByRole('dialog').getByText(/^http/).innerText();
    await press('Done');
    const mias = await newPage();
    await mias.goto(link);
    await mias.getByLabel('Your name').fill('Mia Member');
    await mias.getByLabel('Password').first().fill(goodPassword);
    await mias.keyboard.press('Enter');
    await mias.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    const manage = async (who: string, what: string): Promise<void> => {
      await press(`Manage ${who}`);
      await page.getByRole('menuitem', { name: what, exact: true }).click();
    };
    await page.reload();
    await manage('Mia Member', 'Change name or role');
    await page
      .getByRole('dialog')
      .getByRole('radio', { name: /^Auditor/ })
      .check();
    await press('Change');
    await sees(/mia@example\.com · auditor/);
    await manage('Olga Operator', 'Remove');
    await agreeTo('Remove Olga Operator?', 'Remove');
    await sees('The last active owner cannot be removed, suspended or demoted.');
    await manage('Mia Member', 'Remove');
    await agreeTo('Remove Mia Member?', 'Remove');
    await sees('Mia Member is removed.');
    await new Visitor(mias, hub).goTo('Syncs');
    await sees('You are a member of no organization at present.', mias);
  }, 120_000);

  it('logs in by a recovery code, once', async () => {
    const { email, recoveryCodes } = await olga.enrol();
    const [code = ''] = recoveryCodes;
    const second = async (on: Page): Promise<void> => {
      await on.goto(`${hub.url}/login`);
      await on.getByLabel('E-mail address').fill(email);
      await on.getByLabel('Password').first().fill(goodPassword);
      await on.keyboard.press('Enter');
      await on.getByRole('button', { name: 'Use a recovery code' }).click();
      await on.getByLabel('Recovery code').fill(code);
      await on.getByRole('button', { name: 'Go on' }).click();
    };
    const [first, again] = [await newPage(), await newPage()];
    await second(first);
    await first.getByRole('heading', { name: 'Health', level: 1 }).waitFor();
    await second(again);
    await sees('This recovery code is not right, or was used already. Take another of your list.', again);
    expect(await accessibilityFindings(again)).toEqual([]);
  }, 120_000);
});
