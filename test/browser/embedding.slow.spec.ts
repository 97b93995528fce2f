import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { connectScriptIntegrity } from '../../src/modules/connections/authorization/connect-script.js';
import { connectSession, type ConnectSessionAnswer, type GoogleStage, startGoogleStage } from '#support';

interface HostPage {
  readonly origin: string;
  readonly server: Server;
}

interface Result {
  readonly status: string;
  readonly connectSessionId: string | null;
  readonly connectionId: string | null;
}

let stage: GoogleStage;
let host: HostPage;
let hostile: HostPage;
let browser: Browser;
let context: BrowserContext;

/** A product's page: its button connects, and it notes what it hears in each way. */
const hostPage = (hub: string): string => `<!doctype html><html lang="en"><title>Host</title>
<script src="${hub}/connect.js" integrity="${connectScriptIntegrity}" crossorigin="anonymous"></script>
<button>Connect</button><script>
window.heard = { callback: [], event: [], messages: [] };
addEventListener('message', ({ data }) => { if (data && data.causeway) heard.messages.push(data); });
document.addEventListener('causeway:result', ({ detail }) => heard.event.push(detail));
const query = new URLSearchParams(location.search);
document.querySelector('button').onclick = () => {
  Causeway.connect({ url: query.get('link'), mode: query.get('mode') || 'popup', onResult: result => heard.callback.push(result) })
    .then(result => { window.settled = result; });
};
</script></html>`;

const serve = async (name: string, html: () => string): Promise<HostPage> => {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(html());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://${name}:${(server.address() as AddressInfo).port}` };
};

beforeAll(async () => {
  host = await serve('localhost', () => hostPage(stage.hub.url));
  hostile = await serve('127.0.0.1', () => hostPage(stage.hub.url));
  stage = await startGoogleStage({ CAUSEWAY_RETURN_ORIGINS: host.origin });
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
}, 120_000);
afterEach(() => context.close());
afterAll(async () => {
  await browser.close();
  await stage.stop();
  for (const { server } of [host, hostile]) server.close();
});

const open = async (origin: string, more: Readonly<Record<string, unknown>> = {}, mode = 'popup') => {
  context = await browser.newContext();
  const page = await context.newPage();
  const session = await connectSession(stage.organization, stage.integrationId, more);
  await page.goto(`${origin}/?mode=${mode}&link=${encodeURIComponent(session.url)}`);
  return { page, session };
};

const openPopup = async (page: Page): Promise<Page> => {
  const [popup] = await Promise.all([page.waitForEvent('popup'), page.click('button')]);
  await popup.waitForURL(/\/connect\//);
  return popup;
};

/** On the hub's page, then at the vendor's. */
const agree = async (page: Page, atVendor: 'Allow' | 'Cancel' = 'Allow'): Promise<void> => {
  await page.getByRole('button', { name: /^Agree and continue/ }).click();
  await page.getByRole('button', { name: atVendor }).click();
};

const settled = async (page: Page): Promise<Result> => {
  await page.waitForFunction('window.settled');
  return page.evaluate<Result>('window.settled');
};
const heard = (page: Page) =>
  page.evaluate<{ callback: Result[]; event: Result[]; messages: unknown[] }>('window.heard');
const asked = ({ id }: ConnectSessionAnswer): Promise<ConnectSessionAnswer> =>
  stage.organization.owner.get(stage.organization.at(`/connect-sessions/${id}`));

describe('a page of another origin that embeds the connect page', () => {
  it('hears of the connection by promise, callback and event when the person agreed in a popup', async () => {
    const { page, session } = await open(host.origin);
    const popup = await openPopup(page);
    const closed = popup.waitForEvent('close');
    await agree(popup);
    const result = await settled(page);
    const { connectionId } = await asked(session);
    expect(result).toEqual({ status: 'connected', connectSessionId: session.id, connectionId });
    expect(connectionId).not.toBeNull();
    expect(await heard(page)).toMatchObject({ callback: [result], event: [result] });
    await closed;
  });

  it('hears that the person refused, at the vendor or before', async () => {
    const { page, session } = await open(host.origin);
    await agree(await openPopup(page), 'Cancel');
    const refused = { status: 'refused', connectSessionId: session.id, connectionId: null };
    expect(await settled(page)).toEqual(refused);
    await context.close();
    const again = await open(host.origin);
    await (await openPopup(again.page)).getByRole('button', { name: 'No, thanks' }).click();
    expect(await settled(again.page)).toEqual({ ...refused, connectSessionId: again.session.id });
    expect((await asked(again.session)).status).toBe('open');
  });

  it('hears that the popup was closed', async () => {
    const { page } = await open(host.origin);
    await (await openPopup(page)).close();
    expect(await settled(page)).toEqual({ status: 'closed', connectSessionId: null, connectionId: null });
  });

  it('hears that the link was of no use', async () => {
    const { page, session } = await open(host.origin);
    const popup = await openPopup(page);
    await agree(popup);
    await settled(page);
    await page.reload();
    await openPopup(page);
    expect(await settled(page)).toEqual({
      status: 'failed',
      connectSessionId: session.id,
      connectionId: null,
    });
  });

  it('hears nothing when nobody named its origin, nor when the session names another', async () => {
    for (const more of [{}, { returnTo: `${host.origin}/done` }]) {
      const { page, session } = await open(hostile.origin, more);
      const popup = await openPopup(page);
      const closed = popup.waitForEvent('close');
      await agree(popup);
      await closed;
      await page.waitForTimeout(1_000);
      expect((await heard(page)).messages).toEqual([]);
      expect((await settled(page)).status).toBe('closed');
      expect((await asked(session)).status).toBe('completed');
      await context.close();
    }
  });

  it('believes no message that is not the popup’s own', async () => {
    const { page } = await open(host.origin);
    const popup = await openPopup(page);
    await page.evaluate(`window.postMessage({ causeway: 1, status: 'connected' }, '*')`);
    await popup.evaluate(() => undefined);
    await page.waitForTimeout(300);
    expect(await page.evaluate('window.settled === undefined')).toBe(true);
    expect((await heard(page)).messages).toHaveLength(1);
  });

  it('gets the person back by redirect, with the result in the address', async () => {
    const { page, session } = await open(host.origin, { returnTo: `${host.origin}/done` }, 'redirect');
    await page.click('button');
    await agree(page);
    await page.waitForURL(`${host.origin}/done**`);
    const { connectionId } = await asked(session);
    await page.waitForFunction('window.heard.event.length > 0');
    expect((await heard(page)).event).toEqual([
      { status: 'connected', connectSessionId: session.id, connectionId },
    ]);
  });

  it('goes by redirect when the browser blocks popups', async () => {
    const { page } = await open(host.origin, { returnTo: `${host.origin}/done` });
    await page.evaluate('window.open = () => null');
    await page.click('button');
    await agree(page);
    await page.waitForURL(`${host.origin}/done?status=connected**`);
  });

  it('gets the person back also from a popup that the vendor cut off', async () => {
    const { page, session } = await open(host.origin, { returnTo: `${host.origin}/done` });
    await page.goto(`${session.url}?display=popup`);
    await agree(page);
    await page.waitForURL(`${host.origin}/done?status=connected**`);
  });
});

describe('the connect page', () => {
  it('works by keyboard alone', async () => {
    const { page, session } = await open(host.origin);
    await page.goto(session.url);
    await page.keyboard.press('Tab');
    await expect(page.evaluate('document.activeElement.textContent')).resolves.toMatch(
      /^Agree and continue to/,
    );
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByText('Google Calendar is connected as').waitFor();
  });

  it('has no fault that axe finds, in both themes, at 360 px, and is not wider than the window', async () => {
    const { page, session } = await open(host.origin);
    await page.setViewportSize({ width: 360, height: 740 });
    const { owner, at } = stage.organization;
    await owner.ok('PUT', at('/appearance'), {
      displayName: null,
      colour: '#ffe066',
      supportUrl: 'mailto:help@acme.example',
      privacyUrl: null,
    });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const url of [session.url, `${stage.hub.url}/connect/unknown`]) {
        await page.goto(url);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map(node => node.html)])).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
      }
      if (process.env['SHOTS']) await page.goto(session.url);
      if (process.env['SHOTS'])
        await page.screenshot({ path: `${process.env['SHOTS']}/connect-${colorScheme}.png`, fullPage: true });
    }
  });

  it('loads nothing from elsewhere and runs nothing', async () => {
    const { page, session } = await open(host.origin);
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', request => asked.push(new URL(request.url()).origin));
    page.on('console', message => complaints.push(message.text()));
    await page.goto(session.url);
    expect([...new Set(asked)]).toEqual([stage.hub.url]);
    expect(complaints).toEqual([]);
    expect(await page.locator('script').count()).toBe(0);
  });
});
