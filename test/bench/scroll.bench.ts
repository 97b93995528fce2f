import 'reflect-metadata';
import { loadavg } from 'node:os';
import type { Page } from 'playwright-core';
import { openWindow, startBrowser } from '../support/browser.js';
import { goodPassword, Person, tokenOf } from '../support/login.js';
import { quantile, startShelfBench } from './shelf-bench.js';

/*
 * Somebody scrolls through the console's list of 100,000 records as fast as a browser draws: time from frame to frame, rows
 * that exist at once, and memory, at the beginning and with all of them loaded. A frame is late after 50 ms, when a person
 * sees it (https://web.dev/articles/rail). Run: npm run bench -- scroll, or
 * tsc -p . && node dist/test/bench/scroll.bench.js [records]; needs the system's Chromium and a build.
 */
const records = Number(process.argv[2] ?? 100_000);
const shelf = `${records}x500`;
const email = 'ada@bench.example';

const bench = await startShelfBench([shelf]);
const { acme } = bench;
await bench.synced(shelf);

const login = async (): Promise<string> => {
  const { url } = await acme.owner.post<{ url: string }>(acme.at('/invitations'), { email, role: 'owner' });
  const person = new Person(acme.owner.url);
  const wish = { token: tokenOf(url), name: 'Ada', password: goodPassword };
  await person.ok('POST', '/auth/invitations/accept', wish);
  if (person.cookie === '') await person.login(email);
  await person.ok('POST', '/auth/switch', { organizationId: acme.id });
  return person.cookie;
};

interface Frames {
  readonly between: readonly number[];
  readonly rows: number;
}

/** A third of the window in each frame, for so many frames or until the end of what is loaded. */
const scroll = (page: Page, frames: number): Promise<Frames> =>
  page.evaluate<Frames>(`new Promise(done => {
    const list = document.querySelector('.rows-viewport'), between = [];
    let last = performance.now(), rows = 0;
    const step = now => {
      between.push(now - last);
      last = now;
      rows = Math.max(rows, list.querySelectorAll('[role=listitem]').length);
      list.scrollTop += 250;
      if (between.length < ${frames}) requestAnimationFrame(step);
      else done({ between, rows });
    };
    requestAnimationFrame(step);
  })`);

const memoryMb = (page: Page): Promise<number> =>
  page.evaluate<number>('Math.round(performance.memory.usedJSHeapSize / 1048576)');

const say = async (what: string, page: Page): Promise<void> => {
  const { between, rows } = await scroll(page, 600);
  const late = between.filter(ms => ms > 50);
  const one = (value: number): number => Math.round(value * 10) / 10;
  const figures = {
    ...{ p50Ms: one(quantile(between, 0.5)), p99Ms: one(quantile(between, 0.99)) },
    ...{ longestMs: one(Math.max(...between)), late: late.length, frames: between.length },
    ...{ rowsAtOnce: rows, heapMb: await memoryMb(page), load: loadavg()[0] },
  };
  console.log(JSON.stringify({ what, ...figures }));
};

/** To the end of what is loaded, again and again, as somebody does who drags the bar. */
const loadAll = (page: Page): Promise<number> =>
  page.evaluate<number>(`new Promise(done => {
    const list = document.querySelector('.rows-viewport');
    let height = 0, still = 0;
    const timer = setInterval(() => {
      still = list.scrollHeight === height ? still + 1 : 0;
      height = list.scrollHeight;
      list.scrollTop = height;
      if (still < 60) return;
      clearInterval(timer);
      done(Number(list.querySelector('[role=listitem]:last-child').getAttribute('aria-posinset')));
    }, 50);
  })`);

const browser = await startBrowser(['--enable-precise-memory-info']);
try {
  const window = await openWindow(browser);
  await window.setExtraHTTPHeaders({ cookie: await login() });
  const page = await window.newPage();
  await page.goto(`${acme.owner.url}/o/${acme.id}/records`);
  await page.locator('.rows-viewport [role=listitem]').first().waitFor();
  await say('from the beginning', page);
  const began = performance.now();
  const loaded = await loadAll(page);
  console.log(JSON.stringify({ loaded, seconds: Math.round((performance.now() - began) / 1000) }));
  await page.evaluate(`document.querySelector('.rows-viewport').scrollTop = 0`);
  await say('with all of them loaded', page);
} finally {
  await browser.close();
  await bench.stop();
}
