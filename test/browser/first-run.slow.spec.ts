import { afterAll, beforeAll, describe, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startTestHub, type TestHub } from '#support';
import { desktop, openWindow, picture, startBrowser } from '../support/browser.js';
import { Visitor } from '../support/console.js';
import { freePort } from '../support/dav-server.js';

let hub: TestHub;
let browser: Browser;
let page: Page;
let olga: Visitor;

const google = 'Google Calendar (sandbox)';

beforeAll(async () => {
  const settings = {
    PORT: String(await freePort()),
    CAUSEWAY_SANDBOX: 'on',
    CAUSEWAY_SANDBOX_PORT: '0',
    CAUSEWAY_ALLOW_PRIVATE_TARGETS: '',
  };
  [hub, browser] = await Promise.all([startTestHub(settings), startBrowser()]);
  page = await (await openWindow(browser, { viewport: desktop })).newPage();
  page.setDefaultTimeout(20_000);
  olga = new Visitor(page, hub);
});
afterAll(async () => {
  await browser.close();
  await hub.stop();
});

const choose = async (label: string, option: RegExp): Promise<void> => {
  await page.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option }).click();
};

/** One story: each step stands on the ones before it. */
describe('somebody who has never seen the product', () => {
  it('makes a login and an organization', async () => {
    await olga.setUp('Acme');
    await page.getByText('0 of 4 done').waitFor();
  });

  it('connects a calendar and a chat through the vendors’ own screens', async () => {
    await olga.connect(google);
    await olga.connect('Slack (sandbox)');
    await olga.goTo('Connections');
    await page.getByText('ada@acme.example').first().waitFor();
  });

  it('sees what a sync would do, makes it, and watches it run', async () => {
    await olga.goTo('Syncs');
    await page
      .getByRole('link', { name: /new sync|create a sync/i })
      .first()
      .click();
    await page
      .getByRole('button', { name: /Google Calendar/ })
      .first()
      .click();
    // Whoever agreed is told late: nothing can be looked at or made before.
    await page.route(/\/consents\?/, route => setTimeout(() => void route.continue(), 1_500));
    await page.getByRole('button', { name: /^Team/ }).click();
    await page.getByRole('button', { name: 'Look first' }).click();
    await page.getByText('It would create 4, change 0, delete 0 here').waitFor();
    await page.getByRole('button', { name: 'Create the sync' }).click();
    await page.getByText('4 created here').first().waitFor();
    await picture(page, 'story-sync');
  });

  it('edits the same event on both sides', async () => {
    await olga.goTo('Sandbox');
    await choose('Simulated vendor', /^Google Calendar/);
    await choose('In', /Team/);
    // A vendor that is away for a moment, so that neither side hears of the other before both have written.
    await page.getByLabel('How many requests').fill('50');
    await page.getByRole('button', { name: 'Answer so' }).click();
    const event = page.locator('.row').filter({ hasText: 'Sprint review' });
    await event.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Title').fill('Sprint demo');
    await page.getByRole('button', { name: 'Change it there' }).click();
    await event.waitFor({ state: 'detached' });

    await olga.goTo('Records');
    await page
      .getByRole('link', { name: /Sprint review/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('dialog').getByLabel('Title').fill('Review with everybody');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Review with everybody', level: 1 }).waitFor();
  });

  it('decides between the two, side by side', async () => {
    await olga.goTo('Sandbox');
    await choose('Simulated vendor', /^Google Calendar/);
    await page.getByRole('button', { name: 'Answer as usual again' }).click();
    await page.getByText('As usual', { exact: true }).waitFor();
    await olga.goTo('Syncs');
    await page.getByRole('link', { name: /Team/ }).first().click();
    await page.getByRole('button', { name: 'Run now' }).click();
    await olga.goTo('Conflicts');
    await page.getByRole('link', { name: /Review with everybody/ }).click({ timeout: 60_000 });
    await picture(page, 'story-conflict');
    await page.getByRole('radio', { name: 'Ours' }).check();
    await page.getByRole('button', { name: 'Decide' }).click();
    await page.getByText('it goes to both sides').waitFor();
    await olga.goTo('Sandbox');
    await choose('Simulated vendor', /^Google Calendar/);
    await choose('In', /Team/);
    await page.getByText('Review with everybody', { exact: true }).waitFor({ timeout: 30_000 });
  }, 120_000);

  it('sees the vendor’s webhooks arrive', async () => {
    await olga.goTo('Received');
    await page.getByText('signature verified').first().waitFor();
  });

  it('withdraws the consent and sees the sync refuse', async () => {
    await olga.goTo('Consents');
    await page
      .getByRole('region', { name: /^Consents/ })
      .getByText('Calendar sync')
      .first()
      .click();
    await page.getByRole('button', { name: 'Withdraw' }).click();
    const question = page.getByRole('dialog', { name: /^Withdraw the consent/ });
    await question.getByRole('button', { name: 'Withdraw' }).click();
    await page.getByText('Withdrawn').first().waitFor();
    await page.keyboard.press('Escape');
    await olga.goTo('Syncs');
    await page.getByRole('link', { name: /Team/ }).first().click();
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByText('The consent to “Calendar sync” was withdrawn').first().waitFor();
  });

  it('finds every step in the audit trail, and its chain whole', async () => {
    await olga.goTo('Audit trail');
    const events = page.getByRole('region', { name: /audit/i }).or(page.locator('.rows-viewport'));
    for (const step of ['Sync run refused', 'Consent withdrawn', 'Conflict resolved', 'Record updated']) {
      await events.getByText(step).first().waitFor();
    }
    await picture(page, 'story-audit');
    await page.getByRole('tab', { name: 'Verify' }).click();
    await page.getByRole('button', { name: /^Verify/ }).click();
    await page
      .getByText(/verified/i)
      .first()
      .waitFor();
  });
});
