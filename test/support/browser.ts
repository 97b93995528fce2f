import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Debian's own package; Playwright's download is not needed. */
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export const startBrowser = (more: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage', ...more] });

export const desktop = { width: 1280, height: 800 };
export const phone = { width: 360, height: 740 };

interface WindowLook {
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: typeof desktop;
}

/** A window of its own: cookies, storage and appearance are shared with no other. */
export const openWindow = (
  browser: Browser,
  { colorScheme = 'light', viewport = desktop }: WindowLook = {},
): Promise<BrowserContext> =>
  browser.newContext({
    viewport,
    colorScheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
  });

const pictures = path.resolve('.test-data', 'screenshots');

/** For people to look at; not kept. */
export const picture = async (page: Page, name: string): Promise<void> => {
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: path.join(pictures, `${name}.png`), fullPage: true });
};

export interface Finding {
  readonly rule: string;
  readonly help: string;
  readonly places: readonly string[];
}

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds wrong with a page as it is now. */
export const accessibilityFindings = async (page: Page): Promise<Finding[]> => {
  const { violations } = await new AxeBuilder({ page }).withTags(standards).analyze();
  return violations.map(({ id, help, nodes }) => ({
    rule: id,
    help,
    places: nodes.map(node => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`).slice(0, 5),
  }));
};

/** By how much a page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

const watching = `window.layoutShifts = 0;
  new PerformanceObserver(list => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) layoutShifts += value;
  }).observe({ type: 'layout-shift', buffered: true });`;

/** From the next address on it is summed up how far things move that nobody touched (https://web.dev/articles/cls). */
export const watchLayout = async (page: Page): Promise<void> => {
  await page.addInitScript(watching);
};

/** The sum so far, what is drawn now included. */
export const layoutShift = (page: Page): Promise<number> =>
  page.evaluate(
    'new Promise(say => requestAnimationFrame(() => requestAnimationFrame(() => say(layoutShifts))))',
  );

/** Answers come one after another, so that what waits for one is seen without it. */
export const overSlowLine = async (page: Page): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  const speed = { downloadThroughput: 200 * 1024, uploadThroughput: 200 * 1024 };
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 150, ...speed });
};
