// The hub beside Debian's vdirsyncer, doing the same two-way work on calendars of one Radicale server.
// Run: node test/bench/vdirsyncer.bench.mjs [events] [uploads]; needs the Debian packages radicale and vdirsyncer.
// Uploads have a number of their own: Radicale reads the whole calendar at each new object, so their time grows with
// its square.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dayOf, notesOf, startCalendarServer } from './calendar-server.mjs';
import { connectCalendars, pausedRun, runSync, startHub } from './hub-process.mjs';
import { drawRatios } from './ratio-plot.mjs';
import { observed, processorBelow } from './process-usage.mjs';

const [events = 10_000, uploads = 1_000] = process.argv.slice(2, 4).map(Number);
const repeats = Number(process.env.REPEATS ?? 3);
const folder = mkdtempSync(path.join(tmpdir(), 'causeway-bench-'));
const stops = [];
const stopAll = () => {
  for (const stop of stops) stop();
};
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (stopAll(), process.exit(1)));

/** A pair of vdirsyncer: a folder of files and a calendar. */
const vdirPair = (name, url) => {
  const home = path.join(folder, `vdirsyncer-${name}`);
  const files = path.join(home, 'files');
  mkdirSync(files, { recursive: true });
  const config = path.join(home, 'config');
  writeFileSync(
    config,
    `[general]\nstatus_path = "${home}/status/"\n
[pair work]\na = "local"\nb = "remote"\ncollections = null\nconflict_resolution = null\n
[storage local]\ntype = "filesystem"\npath = "${files}"\nfileext = ".ics"\n
[storage remote]\ntype = "caldav"\nurl = "${url}/ada/${name}/"\nusername = "ada"\npassword = "secret"\n`,
  );
  const start = command =>
    spawn('vdirsyncer', ['--verbosity', 'ERROR', '--config', config, command], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  return { files, start };
};

const ended = async child => {
  const [status] = await once(child, 'exit');
  if (status !== 0) throw new Error(`vdirsyncer ended with ${status}`);
};

const vdirRun = pair => {
  const child = pair.start('sync');
  return observed(child.pid, () => ended(child));
};

const median = values => values.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(values.length / 2)];

/** `times` runs of one tool; the one with the median time stands for all. */
const measured = async (server, times, before, run) => {
  const results = [];
  for (let i = 0; i < times; i++) {
    if (before) await before(i);
    server.take();
    const usage = await run();
    results.push({ ...usage, ...server.take() });
  }
  return median(results);
};

const line = ({ seconds, serverSeconds, processor, database = 0, serverProcessor, peak, requests }) => {
  const total = Object.values(requests).reduce((a, b) => a + b, 0);
  const times = `${seconds.toFixed(2)} s, in the server's hands ${serverSeconds.toFixed(2)} s`;
  const own = `${processor.toFixed(2)}${database > 0 ? ` and PostgreSQL ${database.toFixed(2)}` : ''}`;
  const processors = `processor: own ${own}, server ${serverProcessor.toFixed(2)} s`;
  return `${times}; ${processors}; ${total} requests ${JSON.stringify(requests)}; ${Math.round(peak)} MB`;
};

const show = (title, wanted, hub, other) => {
  const ratio = other.seconds / hub.seconds;
  console.log(
    `${title}: hub ${ratio.toFixed(1)} times as fast, wanted ${wanted} (load ${loadavg()[0].toFixed(1)})`,
  );
  console.log(`  hub        ${line(hub)}`);
  console.log(`  vdirsyncer ${line(other)}`);
  return { title, ratio, wanted };
};

const hubRun = async (hub, work) => {
  const before = processorBelow(hub.pid);
  const usage = await observed(hub.pid, work);
  return { ...usage, database: processorBelow(hub.pid) - before };
};

const fieldsOf = i => {
  const day = dayOf(i).replace(/(....)(..)(..)/, '$1-$2-$3');
  return {
    title: `Meeting ${i}`,
    description: notesOf(i),
    location: 'Room 1',
    start: { kind: 'time', local: `${day}T09:00:00`, zone: 'UTC' },
    end: { kind: 'time', local: `${day}T10:00:00`, zone: 'UTC' },
    attendees: [
      { email: 'grace@example.com', name: 'Grace', role: 'required', response: 'accepted', kind: 'person' },
    ],
  };
};

const createRecords = async (hub, syncId) => {
  const waiting = Array.from({ length: uploads }, (_, i) => i).values();
  const lane = async () => {
    for (const i of waiting) await hub.post('/records', { syncId, fields: fieldsOf(i) });
  };
  await Promise.all(Array.from({ length: 8 }, lane));
};

const downloads = async (server, hub, syncOf) => {
  const syncId = await syncOf('hub');
  const pair = vdirPair('vdirsyncer', server.url);
  await ended(pair.start('discover'));
  const ourRun = () => hubRun(hub, () => runSync(hub, syncId));
  const otherRun = () => vdirRun(pair);
  const change = calendar => async round => {
    for (let i = 0; i < events / 100; i++) await server.put(calendar, i * 100, `Moved ${round}`);
  };
  const both = async (title, wanted, changing) => {
    const times = title.startsWith('first') ? 1 : repeats;
    const ours = await measured(server, times, changing ? change('hub') : undefined, ourRun);
    return show(
      title,
      wanted,
      ours,
      await measured(server, times, changing ? change('vdirsyncer') : undefined, otherRun),
    );
  };
  return [
    await both(`first download of ${events}`, 2, false),
    await both('1 % changed', 10, true),
    await both('nothing changed', 20, false),
  ];
};

const firstUpload = async (server, hub, syncOf) => {
  const pair = vdirPair('vdirsyncer-up', server.url);
  await ended(pair.start('discover'));
  const syncId = await syncOf('hub-up');
  const push = await pausedRun(hub, syncId);
  const creation = await observed(hub.pid, () => createRecords(hub, syncId));
  console.log(`${uploads} records made through the API: ${creation.seconds.toFixed(2)} s`);
  const ours = await measured(server, 1, undefined, () => hubRun(hub, push));
  // The run that the records asked for while that one was under way.
  await sleep(3_000);
  // The very same objects: those of the hub have CREATED, LAST-MODIFIED and SEQUENCE, which Radicale reads as well.
  const written = server.folderOf('hub-up');
  for (const name of readdirSync(written).filter(file => file.endsWith('.ics')))
    copyFileSync(path.join(written, name), path.join(pair.files, name));
  const theirs = await measured(server, 1, undefined, () => vdirRun(pair));
  for (const name of ['hub-up', 'vdirsyncer-up']) {
    const there = await server.count(name);
    if (there !== uploads) throw new Error(`${name} has ${there} of ${uploads} objects`);
  }
  return show(`first upload of ${uploads}`, 1, ours, theirs);
};

const main = async () => {
  const server = await startCalendarServer(folder);
  stops.push(server.stop);
  for (const name of ['hub', 'vdirsyncer']) await server.calendar(name, events);
  for (const name of ['hub-up', 'vdirsyncer-up']) await server.calendar(name, 0);
  const hub = await startHub(folder);
  stops.push(hub.stop);
  const syncOf = await connectCalendars(hub, server.url);
  const results = await downloads(server, hub, syncOf);
  if (uploads > 0) results.push(await firstUpload(server, hub, syncOf));
  const plot = process.env.PLOT;
  if (plot) writeFileSync(plot, drawRatios(results));
};

let failed = false;
try {
  await main();
} catch (error) {
  failed = true;
  console.error(error);
} finally {
  stopAll();
  await sleep(1_500);
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
