import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import {
  agreeOnScreen,
  type CalendarSync,
  connectByPages,
  goodPassword,
  Person,
  type SandboxObjectAnswer,
  SandboxStage,
  syncCalendarByConsent,
  tokenOf,
  until,
} from '#support';
import { openWindow, startBrowser } from '../support/browser.js';
import { Typist } from '../support/keyboard.js';

const google = 'google-calendar-sandbox';
const team = 'team@group.calendar.google.com';
const email = 'kim@example.com';

let stage: SandboxStage;
let integrationId: string;
let eventId = '';
let browser: Browser;
let page: Page;
let kim: Typist;

/** A person of the organization, who has yet to log in. Before there is an operator the console asks for one. */
const invite = async (): Promise<void> => {
  const operator = { email: 'olga@example.com', name: 'Olga Operator', password: goodPassword };
  await stage.operator.ok('POST', '/auth/setup', operator);
  const path = `/admin/v1/organizations/${stage.acme.id}/invitations`;
  const { url } = await stage.operator.post<{ url: string }>(path, { email, role: 'member' });
  const accept = { token: tokenOf(url), name: 'Kim Keys', password: goodPassword };
  await new Person(stage.hub.url).ok('POST', '/auth/invitations/accept', accept);
};

beforeAll(async () => {
  [stage, browser] = await Promise.all([SandboxStage.start(), startBrowser()]);
  await invite();
  integrationId = await stage.integrate(google);
  page = await (await openWindow(browser)).newPage();
  page.setDefaultTimeout(20_000);
  kim = await Typist.at(page);
}, 120_000);
afterEach(() => {
  expect(kim.pointed).toEqual([]);
});
afterAll(async () => {
  await browser.close();
  await stage.stop();
});

const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
const link = (name: string | RegExp): Locator => page.getByRole('link', { name }).first();
const heading = (name: string): Promise<void> => page.getByRole('heading', { name, level: 1 }).waitFor();
/** What is beside the navigation. */
const thePage = (): Locator => page.locator('#page');
const place = (name: string): Locator =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true });

/** Both sides write the same two fields of an event while the vendor answers nothing. */
const clash = async (sync: CalendarSync): Promise<void> => {
  const { owner, at } = stage.acme;
  await sync.run();
  const { id } = await stage.objectNamed(google, team, 'Sprint review');
  eventId = id;
  const record = await sync.record('Sprint review');
  await stage.pull(google, { lever: 'fail', status: 503, times: 50 });
  const theirs = { title: 'Sprint demo', location: 'Canteen' };
  await owner.ok('PATCH', `${stage.objects(google, team)}/${id}`, { fields: theirs });
  const ours = { title: 'Review with everybody', location: 'Roof' };
  await owner.ok('PATCH', at(`/records/${record.id}`), { fields: ours });
  await stage.pull(google, { lever: 'recover' });
  await until(
    async () => {
      await sync.run();
      return owner.get<{ data: unknown[] }>(at('/conflicts'));
    },
    ({ data }) => data.length === 1,
  );
};

describe('somebody without a mouse', () => {
  it('logs in, and skips the navigation', async () => {
    await page.goto(`${stage.hub.url}/`);
    await kim.write(page.getByLabel('E-mail address'), email);
    await kim.write(page.locator('input[type=password]'), goodPassword);
    await kim.press(button('Log in'));
    await heading('Overview');
    await kim.reach(link('To the page'), 'Tab', 2);
    await page.keyboard.press('Enter');
    expect(await kim.isOn(thePage())).toBe(true);
  });

  it('connects an account through the hub’s page and the vendor’s', async () => {
    await kim.reach(place('Providers'), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await heading('Providers');
    await kim.press(link('Connect Google Calendar (sandbox)'));
    const mine = page.getByRole('radio', { name: /^Mine/ });
    await kim.reach(mine);
    await page.keyboard.press('ArrowDown');
    await page.getByRole('radio', { name: /^Somebody else/, checked: true }).waitFor();
    await page.keyboard.press('ArrowUp');
    await kim.press(button('Continue'));
    await kim.press(button(/^Agree and continue/), 'Space');
    const first = page.getByRole('radio', { name: /^Ada/ });
    await kim.reach(first);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    expect(await first.isChecked()).toBe(true);
    await kim.press(button('Allow'));
    await page.getByText('Google Calendar (sandbox) is connected').waitFor();
    await kim.press(link('Look at the connection'));
    await heading('ada@acme.example');
    expect(await kim.isOn(thePage())).toBe(true);
  });

  it('leaves a dialog by Escape and is where it was', async () => {
    const session = await connectByPages(stage.acme, integrationId, agreeOnScreen);
    await clash(await syncCalendarByConsent(stage.acme, session, team));
    await kim.reach(place('Conflicts'), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await heading('Conflicts');
    await kim.press(button('Decide many'));
    const dialog = page.getByRole('dialog', { name: 'Decide many conflicts' });
    await dialog.waitFor();
    const decide = dialog.getByRole('button', { name: 'Decide' });
    await until(() => kim.isOn(decide), Boolean, 5_000);
    // Round once: the focus cannot leave the dialog.
    await kim.reach(dialog.getByRole('button', { name: 'Cancel' }));
    await kim.reach(decide, 'Tab', 6);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await until(() => kim.isOn(button('Decide many')), Boolean, 5_000);
  });

  it('decides a conflict, a side for each field', async () => {
    await kim.press(link(/Review with everybody/));
    await heading('Review with everybody');
    const side = (field: string, name: string) =>
      page.getByRole('radiogroup', { name: `Which ${field} is kept` }).getByRole('radio', { name });
    await kim.reach(side('Title', 'Ours'));
    await page.keyboard.press('Space');
    await kim.reach(side('Location', 'Ours'));
    await page.keyboard.press('ArrowRight');
    expect(await side('Location', 'Theirs').isChecked()).toBe(true);
    expect(await side('Title', 'Ours').isChecked()).toBe(true);
    await kim.press(button('Decide'));
    await page.getByText('it goes to both sides').waitFor();
    expect(await kim.isOn(thePage())).toBe(true);
    const { owner } = stage.acme;
    const events = () => owner.get<{ data: SandboxObjectAnswer[] }>(stage.objects(google, team));
    const isDecided = ({ id, title, fields }: SandboxObjectAnswer) =>
      id === eventId && title === 'Review with everybody' && fields['location'] === 'Canteen';
    await until(events, ({ data }) => data.some(isDecided));
  });
});
