import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { setupLink } from '../../src/hub.js';
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
}
