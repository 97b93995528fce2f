// A real Radicale (Debian's package) behind a proxy that counts requests and the time Radicale takes for them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { processorOf } from './process-usage.mjs';

/** Free ones, so that two benchmarks on one machine do not take each other's servers for their own. */
export const freePort = async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  await new Promise(resolve => probe.close(resolve));
  return port;
};

export const answers = async url => {
  const asks = () =>
    fetch(url, { redirect: 'manual' }).then(
      answer => answer.status < 500,
      () => false,
    );
  for (let i = 0; i < 600; i++) {
    if (await asks()) return;
    await sleep(100);
  }
  throw new Error(`${url} does not answer`);
};

export const dayOf = i =>
  new Date(Date.UTC(2020, 0, 1 + (i % 3000))).toISOString().slice(0, 10).replaceAll('-', '');
export const notesOf = i => 'Agenda and notes. '.repeat(i % 20);

export const icsOf = (i, title = `Meeting ${i}`) =>
  [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Bench//EN', 'BEGIN:VEVENT', `UID:event-${i}`],
    ...['DTSTAMP:20260101T000000Z', `DTSTART:${dayOf(i)}T090000Z`, `DTEND:${dayOf(i)}T100000Z`],
    ...[`SUMMARY:${title}`, `DESCRIPTION:${notesOf(i)}`, 'LOCATION:Room 1'],
    ...['ATTENDEE;CN=Grace;PARTSTAT=ACCEPTED:mailto:grace@example.com', 'END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n');

const everyEtag = `<?xml version="1.0"?><sync-collection xmlns="DAV:"><sync-token/><sync-level>1</sync-level>
  <prop><getetag/></prop></sync-collection>`;

/** Passes requests on. The server's share is the time in which at least one request was in its hands. */
const countingProxy = (radicale, pid) => {
  let processor = processorOf(pid);
  let counts = {};
  let busyMs = 0;
  let inHand = 0;
  let since = 0;
  const taken = () => {
    if (inHand++ === 0) since = performance.now();
  };
  const given = () => {
    if (--inHand === 0) busyMs += performance.now() - since;
  };
  const server = createServer((incoming, outgoing) => {
    counts[incoming.method] = (counts[incoming.method] ?? 0) + 1;
    const { method, url, headers } = incoming;
    const onward = request(
      { port: radicale, host: '127.0.0.1', method, path: url, headers },
      async answer => {
        // Held until it is whole: a slow reader's time is not the server's.
        const parts = await answer.toArray().finally(given);
        outgoing.writeHead(answer.statusCode, answer.headers).end(Buffer.concat(parts));
      },
    );
    taken();
    incoming.pipe(onward);
    onward.on('error', () => (given(), outgoing.destroy()));
  });
  const take = () => {
    const now = processorOf(pid);
    const share = { requests: counts, serverSeconds: busyMs / 1000, serverProcessor: now - processor };
    [counts, busyMs, processor] = [{}, 0, now];
    return share;
  };
  return { server, take };
};

export const startCalendarServer = async folder => {
  const ports = { radicale: await freePort(), proxy: await freePort() };
  const direct = `http://127.0.0.1:${ports.radicale}`;
  const root = path.join(folder, 'radicale');
  mkdirSync(root, { recursive: true });
  const child = spawn(
    'radicale',
    [
      ...['--server-hosts', `127.0.0.1:${ports.radicale}`, '--auth-type', 'none', '--logging-level', 'error'],
      ...['--storage-filesystem-folder', root, '--server-max-connections', '20'],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  await answers(`${direct}/`);
  const { server, take } = countingProxy(ports.radicale, child.pid);
  server.listen(ports.proxy, '127.0.0.1');

  /** Not by way of the proxy; without a deadline, for Radicale takes minutes for its first look at a large calendar. */
  const ask = async (method, url, body, headers = {}) => {
    const options = {
      port: ports.radicale,
      host: '127.0.0.1',
      method,
      path: url,
      auth: 'ada:secret',
      headers,
    };
    const sent = request(options).end(body);
    const [answer] = await once(sent, 'response');
    const text = Buffer.concat(await answer.toArray()).toString();
    if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.statusCode} ${text}`);
    return text;
  };
  return {
    url: `http://127.0.0.1:${ports.proxy}`,
    take,
    put: (calendar, i, title) => ask('PUT', `/ada/${calendar}/event-${i}.ics`, icsOf(i, title)),
    /** Objects in a calendar, not counted by the proxy. */
    count: async calendar =>
      [...(await ask('PROPFIND', `/ada/${calendar}/`, undefined, { depth: '1' })).matchAll(/\.ics<\/href>/g)]
        .length,
    /** Folder of the files, one for each object. */
    folderOf: calendar => path.join(root, 'collection-root', 'ada', calendar),
    /** A calendar in the state in which any client's writes leave it: Radicale has its own caches of every object. */
    calendar: async (name, events) => {
      const calendar = path.join(root, 'collection-root', 'ada', name);
      mkdirSync(calendar, { recursive: true });
      writeFileSync(
        path.join(calendar, '.Radicale.props'),
        `{"tag": "VCALENDAR", "D:displayname": "${name}"}`,
      );
      for (let i = 0; i < events; i++) writeFileSync(path.join(calendar, `event-${i}.ics`), icsOf(i));
      if (events > 0) await ask('REPORT', `/ada/${name}/`, everyEtag);
    },
    stop: () => {
      child.kill('SIGTERM');
      server.close();
    },
  };
};
