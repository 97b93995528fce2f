// The main pages of the console and the connect page in Lighthouse, as a desktop and as a phone: scores, bytes of a first load
// with an empty cache, and what they come of. Times are simulated from what was observed, so other work on the machine matters.
// Run: npm run bench -- console      (needs the network for Lighthouse, the system's Chromium, and a build: npm start)
// CONSOLE_PAGES=login,overview, CONSOLE_PRESETS=desktop and CONSOLE_ROUNDS=1 do less; CONSOLE_REPORTS keeps what Lighthouse says.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startConsole } from './console-stage.mjs';

const version = '13.5.0';
const rounds = Number(process.env.CONSOLE_ROUNDS ?? 3);
const presets = (process.env.CONSOLE_PRESETS ?? 'desktop,mobile').split(',');
const wanted = process.env.CONSOLE_PAGES?.split(',');
const categories = ['performance', 'accessibility', 'best-practices'];
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

const folder = mkdtempSync(path.join(tmpdir(), 'causeway-console-'));

/** Not a dependency: it weighs more than the rest of them. LIGHTHOUSE_DIR names a folder that has it already. */
const fetchLighthouse = async () => {
  const home = process.env.LIGHTHOUSE_DIR ?? folder;
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  if (home === folder)
    execFileSync('npm', ['install', `lighthouse@${version}`, ...quiet, '--prefix', home], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  const from = name => import(pathToFileURL(path.join(home, 'node_modules', name)).href);
  const { default: lighthouse, desktopConfig } = await from('lighthouse/core/index.js');
  const { launch } = await from('chrome-launcher/dist/index.js');
  return { lighthouse, desktopConfig, launch };
};

const median = values => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];

/** What is 0 or a share below 1 and no mere hint, of the categories in which each audit counts. */
const failedIn = ({ categories: found, audits }, category) =>
  found[category].auditRefs
    .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1)
    .map(({ id }) => id);

const kilobytes = bytes => bytes / 1024;
const causesOf = lhr => {
  const { audits } = lhr;
  const requests = audits['network-requests'].details.items;
  const sum = items => items.reduce((total, { transferSize = 0 }) => total + transferSize, 0);
  const unused = audits['unused-javascript'].details?.overallSavingsBytes ?? 0;
  return {
    kB: kilobytes(sum(requests)),
    'script kB': kilobytes(sum(requests.filter(({ resourceType }) => resourceType === 'Script'))),
    requests: requests.length,
    'unused kB': kilobytes(unused),
    blocking: audits['render-blocking-insight']?.details?.items?.length ?? 0,
    FCP: audits['first-contentful-paint'].numericValue,
    LCP: audits['largest-contentful-paint'].numericValue,
    SI: audits['speed-index'].numericValue,
    TBT: audits['total-blocking-time'].numericValue,
    CLS: audits['cumulative-layout-shift'].numericValue,
    'main ms': audits['mainthread-work-breakdown'].numericValue,
  };
};

const visit = async ({ lighthouse, desktopConfig, launch }, { address, cookie }, preset) => {
  const chrome = await launch({
    chromePath: chromium,
    chromeFlags: ['--headless=new', '--no-sandbox', '--disable-dev-shm-usage'],
    logLevel: 'error',
  });
  try {
    const flags = {
      port: chrome.port,
      logLevel: 'error',
      onlyCategories: categories,
      ...(cookie ? { extraHeaders: { Cookie: cookie } } : {}),
    };
    const { lhr } = await lighthouse(
      await address(),
      flags,
      preset === 'desktop' ? desktopConfig : undefined,
    );
    if (lhr.runtimeError) throw new Error(`${lhr.requestedUrl}: ${lhr.runtimeError.message}`);
    return lhr;
  } finally {
    chrome.kill();
  }
};

const figure = (value, digits = value < 10 && !Number.isInteger(value) ? 3 : 0) => value.toFixed(digits);

const print = rows => {
  const names = Object.keys(rows[0]);
  console.log(`\n| ${names.join(' | ')} |\n|${names.map(() => ' --- ').join('|')}|`);
  for (const row of rows) console.log(`| ${Object.values(row).join(' | ')} |`);
};

const keep = (name, lhr) => {
  const reports = process.env.CONSOLE_REPORTS;
  if (reports === undefined) return;
  mkdirSync(reports, { recursive: true });
  writeFileSync(path.join(reports, `${name.replaceAll(' ', '-')}.json`), JSON.stringify(lhr));
};

const auditPage = async (tools, [name, page], preset) => {
  const seen = [];
  for (let failures = 0; seen.length < rounds;) {
    try {
      seen.push(await visit(tools, page, preset));
    } catch (error) {
      // Chromium's trace is lost now and then, which says nothing of the page.
      if (++failures > 2) throw error;
      console.error(`again: ${error.message}`);
    }
  }
  const scores = Object.fromEntries(
    categories.map(category => [
      category,
      Math.round(median(seen.map(lhr => lhr.categories[category].score)) * 100),
    ]),
  );
  keep(`${preset}-${name}`, seen.at(-1));
  const causes = seen.map(causesOf);
  const medians = Object.keys(causes[0]).map(key => [key, figure(median(causes.map(each => each[key])))]);
  for (const category of ['accessibility', 'best-practices']) {
    const failed = new Set(seen.flatMap(lhr => failedIn(lhr, category)));
    if (failed.size > 0) console.log(`${name}, ${preset}: ${category} says ${[...failed].join(', ')}`);
  }
  const at = new URL(seen[0].finalDisplayedUrl).pathname;
  console.log(`${preset}, ${name} (${at}): ${Object.values(scores).join(', ')}`);
  return { page: name, ...scores, ...Object.fromEntries(medians) };
};

const load = () =>
  loadavg()
    .map(value => value.toFixed(1))
    .join(', ');

let stage;
try {
  const tools = await fetchLighthouse();
  stage = await startConsole();
  const pages = Object.entries(stage.pages).filter(([name]) => wanted?.includes(name) ?? true);
  for (const preset of presets) {
    console.log(`\nLighthouse ${version}, ${preset}, median of ${rounds}, load average before ${load()}`);
    const rows = [];
    for (const page of pages) rows.push(await auditPage(tools, page, preset));
    print(rows);
    console.log(`load average after ${load()}`);
  }
} finally {
  await stage?.stop();
  rmSync(folder, { recursive: true, force: true });
}
