import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { setupLink } from '../../src/hub.js';
import { fromBase32 } from '../../src/modules/login/totp/base32.js';
import { codeAt, stepAt } from '../../src/modules/login/totp/totp.js';
import { goodPassword } from './login.js';
import type { TestHub } from './hub.js';

/** A person at the console, in words that the tests can be read by. */
export class Visitor {
  constructor(
    readonly page: Page,
    readonly hub: TestHub,
  ) {}

  /** Follows the link that the first start prints, makes the login and the first organization. */
  async setUp(organization: string): Promise<void> {
    const { page, hub } = this;
    const link = new URL((await setupLink(hub.hub)) ?? '');
    await page.goto(`${hub.url}${link.pathname}${link.hash}`);
    await page.getByLabel('Your name').fill('Olga Operator');
    await page.getByLabel('E-mail address').fill(`olga-${randomBytes(3).toString('hex')}@example.com`);
    await page.getByLabel('Password').first().fill(goodPassword);
    await page.keyboard.press('Enter');
    await page.getByLabel('Name of the organization').fill(organization);
    await page.getByRole('button', { name: 'Create it' }).click();
    await page.getByText('Go in').click();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  }

  /** By the navigation. */
  async goTo(name: string): Promise<void> {
    const pages = this.page.getByRole('navigation', { name: 'Pages' });
    await pages.getByRole('link', { name, exact: true }).click();
  }

  /** From the gallery through the vendor's own screen and back. */
  async connect(provider: string): Promise<void> {
    const { page } = this;
    await this.goTo('Providers');
    await page.getByRole('link', { name: `Connect ${provider}`, exact: true }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: /^Agree and continue/ }).click();
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.getByText(`${provider} is connected`).waitFor();
  }
  /** Turns two-step login on, up to where the recovery codes are shown. */
  async enrol(): Promise<{ email: string; recoveryCodes: readonly string[] }> {
    const { page, hub } = this;
    await page.goto(`${hub.url}/account`);
    const email = await page.getByText(/^olga-\w+@/).innerText();
    const press = (name: string): Promise<void> =>
      page.getByRole('button', { name, exact: true }).first().click();
    await press('Turn it on');
    await press('Set up two-step login');
    const secret = fromBase32((await page.locator('code').first().innerText()).replaceAll(' ', ''));
    await page.getByLabel('Code of six digits').fill(codeAt(secret, stepAt(new Date())));
    await press('Turn it on');
    const codes = await page.getByText(/^(?:\w{4}-){3}\w{4}/).innerText();
    return { email, recoveryCodes: codes.split('\n') };
  }
}
