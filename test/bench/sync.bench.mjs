// First and unchanged sync of a calendar at a real Radicale server, the hub with its own PostgreSQL, all-in-one:
// seconds, requests that reached the calendar server, and the hub's memory over time.
// Run: npm run bench -- sync [events]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

const events = Number(process.argv[2] ?? 10_000);
const folder = mkdtempSync(path.join(tmpdir(), 'causeway-bench-'));
/** Free ones, so that two benchmarks on one machine do not take each other's servers for their own. */
const freePort = async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  await new Promise(resolve => probe.close(resolve));
  return port;
};
const ports = { radicale: await freePort(), proxy: await freePort(), hub: await freePort() };
const login = 'ada:secret';
const counts = {};
/** The flags of `npm start`. */
const flags = readFileSync('bin/node-flags', 'utf8').trim().split(' ');

const seed = () => {
  const calendar = path.join(folder, 'radicale', 'collection-root', 'ada', 'work');
  mkdirSync(calendar, { recursive: true });
  writeFileSync(path.join(calendar, '.Radicale.props'), '{"tag": "VCALENDAR", "D:displayname": "work"}');
  for (let i = 0; i < events; i++) {
    const day = new Date(Date.UTC(2020, 0, 1 + (i % 3000))).toISOString().slice(0, 10).replaceAll('-', '');
    const lines = [
      ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Bench//EN', 'BEGIN:VEVENT', `UID:event-${i}`],
      ...[
        'DTSTAMP:20260101T000000Z',
        `DTSTART:${day}T090000Z`,
        `DTEND:${day}T100000Z`,
        `SUMMARY:Meeting ${i}`,
      ],
      ...[`DESCRIPTION:${'Agenda and notes. '.repeat(i % 20)}`, 'LOCATION:Room 1'],
      ...['ATTENDEE;CN=Grace;PARTSTAT=ACCEPTED:mailto:grace@example.com', 'END:VEVENT', 'END:VCALENDAR', ''],
    ];
    writeFileSync(path.join(calendar, `event-${i}.ics`), lines.join('\r\n'));
  }
};

/** Files that Radicale has never read it parses at the first listing, a minute or two of 10,000; written by a client they were. */
const readAll = async () => {
  const answer = await fetch(`http://127.0.0.1:${ports.radicale}/ada/work/`, {
    method: 'PROPFIND',
    headers: { depth: '0', authorization: `Basic ${Buffer.from(login).toString('base64')}` },
    body: '<propfind xmlns="DAV:"><prop><sync-token/></prop></propfind>',
  });
  if (answer.status !== 207) throw new Error(`Radicale answers ${answer.status}`);
  await answer.text();
};

/** Counts by method, and passes on. */
const proxy = createServer((incoming, outgoing) => {
  counts[incoming.method] = (counts[incoming.method] ?? 0) + 1;
  const options = { port: ports.radicale, host: '127.0.0.1', method: incoming.method, path: incoming.url };
  const onward = request({ ...options, headers: incoming.headers }, answer => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
  });
  incoming.pipe(onward);
  onward.on('error', () => outgoing.destroy());
});

const answers = async url => {
  for (let i = 0; i < 600; i++) {
    if (
      await fetch(url, { redirect: 'manual' }).then(
        answer => answer.status < 500,
        () => false,
      )
    )
      return;
    await sleep(100);
  }
  throw new Error(`${url} does not answer`);
};

const memoryOf = pid =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
const takeRequests = () => {
  const taken = { ...counts };
  for (const name of Object.keys(counts)) delete counts[name];
  return taken;
};

const settings = [
  ...['--server-hosts', `127.0.0.1:${ports.radicale}`, '--auth-type', 'none', '--logging-level', 'error'],
  ...['--storage-filesystem-folder', path.join(folder, 'radicale'), '--server-max-connections', '20'],
];
const children = [];
const run = (command, args, environment = {}) => {
  const child = spawn(command, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
};

const main = async () => {
  seed();
  proxy.listen(ports.proxy, '127.0.0.1');
  run('radicale', settings);
  await answers(`http://127.0.0.1:${ports.radicale}/`);
  await readAll();
  const base = `http://127.0.0.1:${ports.hub}`;
  const hub = run(process.execPath, [...flags, 'dist/bundle/main.js'], {
    ...{ CAUSEWAY_DATA_DIR: path.join(folder, 'hub'), PORT: String(ports.hub), LOG_LEVEL: 'warn' },
    ...{ CAUSEWAY_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8', CAUSEWAY_RATE_LIMIT: '100000' },
  });
  let log = '';
  hub.stdout.on('data', chunk => (log += chunk));
  await answers(`${base}/health/ready`);
  await sleep(500);
  let key = /once:\s+(\S+)/.exec(log)[1];
  const api = async (method, url, body) => {
    const answer = await fetch(base + url, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
    return JSON.parse(text);
  };
  const made = await api('POST', '/admin/v1/organizations', {
    name: 'Bench',
    owner: { name: 'O', email: 'o@bench.example' },
  });
  key = made.apiKey.key;
  const at = `/v1/organizations/${made.organization.id}`;
  const integration = await api('POST', `${at}/integrations`, { provider: 'caldav' });
  const [username, password] = login.split(':');
  const connection = await api('POST', `${at}/connections`, {
    integrationId: integration.id,
    credentials: { serverUrl: `http://127.0.0.1:${ports.proxy}`, username, password },
  });
  const containers = await api('GET', `${at}/connections/${connection.id}/containers`);
  const consent = await api('POST', `${at}/consents`, {
    ...{ subject: { type: 'end_user', id: 'ada' }, purpose: 'calendar_sync', noticeVersion: '1' },
  });
  const sync = await api('POST', `${at}/syncs`, {
    ...{
      connectionId: connection.id,
      consentId: consent.id,
      containerId: containers.data[0].id,
      autoSync: false,
    },
  });

  const measure = async title => {
    takeRequests();
    const memory = [];
    const began = performance.now();
    const { id } = await api('POST', `${at}/syncs/${sync.id}/runs`, {});
    let state;
    do {
      await sleep(50);
      memory.push(memoryOf(hub.pid));
      state = await api('GET', `${at}/syncs/${sync.id}/runs/${id}`);
    } while (['queued', 'running'].includes(state.status));
    const seconds = (Date.parse(state.finishedAt) - Date.parse(state.startedAt)) / 1000;
    const wall = (performance.now() - began) / 1000;
    const quarter = fraction => Math.round(memory[Math.floor((memory.length - 1) * fraction)]);
    console.log(
      `${title}: ${state.status}, ${seconds.toFixed(2)} s (${wall.toFixed(2)} s seen by the caller)`,
    );
    console.log(`  requests ${JSON.stringify(takeRequests())}, counts ${JSON.stringify(state.counts)}`);
    console.log(
      `  hub memory MB at 0, 25, 50, 75, 100 %: ${[0, 0.25, 0.5, 0.75, 1].map(quarter).join(', ')}, peak ${Math.round(Math.max(...memory))}`,
    );
  };
  console.log(`hub memory idle after start: ${Math.round(memoryOf(hub.pid))} MB`);
  await measure(`first sync of ${events} events`);
  await measure('unchanged sync');
  await measure('unchanged sync again');
  await sleep(5_000);
  console.log(`hub memory 5 s later: ${Math.round(memoryOf(hub.pid))} MB`);
};

let failed = false;
try {
  await main();
} catch (error) {
  failed = true;
  console.error(error);
} finally {
  for (const child of children) child.kill('SIGTERM');
  proxy.close();
  await sleep(1_000);
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
