import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A real CalDAV server of its own, in a folder of its own, on 127.0.0.1. */
export interface DavServer {
  readonly url: string;
  readonly folder: string;
  readonly username: string;
  readonly password: string;
  /** Makes an empty calendar and answers its absolute URL. */
  createCalendar(name: string, options?: CalendarOptions): Promise<string>;
  stop(): Promise<void>;
}

export interface CalendarOptions {
  readonly displayName?: string;
  readonly components?: readonly string[];
}

export interface DavServerKind {
  readonly command: string;
  readonly username: string;
  readonly password: string;
  /** Path under which calendars are made. */
  readonly home: string;
  /** Files it needs and the arguments it is started with. */
  prepare(folder: string, port: number): Promise<readonly string[]>;
}

/** Reason why the server cannot run here, or null. */
export const missing = (command: string, debianPackage: string): string | null =>
  existsSync(command) ? null : `${command} is not installed (apt-get install ${debianPackage})`;

export const startDavServer = async (kind: DavServerKind): Promise<DavServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'dav-server-'));
  const port = await freePort();
  const args = await kind.prepare(folder, port);
  const child = spawn(kind.command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  const { username, password } = kind;
  await untilReady(child, url, errors).catch(async (error: unknown) => {
    await stop(child, folder);
    throw error;
  });
  return {
    url,
    folder,
    username,
    password,
    createCalendar: (name, options = {}) => createCalendar({ kind, url }, name, options),
    stop: () => stop(child, folder),
  };
};

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
};

const untilReady = async (child: ChildProcess, url: string, errors: readonly string[]): Promise<void> => {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`The server ended at once: ${errors.join('')}`);
    const answer = await fetch(url, { redirect: 'manual' }).catch(() => null);
    if (answer !== null) {
      await answer.text();
      return;
    }
    await sleep(25);
  }
  throw new Error(`The server did not answer in ten seconds: ${errors.join('')}`);
};

const stop = async (child: ChildProcess, folder: string): Promise<void> => {
  const ended = new Promise(resolve => child.once('exit', resolve));
  if (child.exitCode === null && child.kill('SIGKILL')) await ended;
  await rm(folder, { recursive: true, force: true });
};

export const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

const createCalendar = async (
  { kind, url }: { readonly kind: DavServerKind; readonly url: string },
  name: string,
  { displayName = name, components = ['VEVENT', 'VTODO'] }: CalendarOptions,
): Promise<string> => {
  const set = components.map(component => `<C:comp name="${component}"/>`).join('');
  const response = await fetch(`${url}${kind.home}${encodeURIComponent(name)}/`, {
    method: 'MKCALENDAR',
    headers: { authorization: basic(kind.username, kind.password), 'content-type': 'application/xml' },
    body:
      '<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>' +
      `<D:displayname>${displayName.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</D:displayname>` +
      `<C:supported-calendar-component-set>${set}</C:supported-calendar-component-set>` +
      '</D:prop></D:set></C:mkcalendar>',
  });
  // Read even if empty: when the server hangs up half a minute later, the parser of an answer that nobody read ends the
  // process (https://github.com/nodejs/undici/issues/5360).
  const said = await response.text();
  if (response.status !== 201) throw new Error(`MKCALENDAR: ${response.status} ${said}`);
  return response.url;
};
