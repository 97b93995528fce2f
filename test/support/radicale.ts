import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { basic, missing, startDavServer, type DavServer } from './dav-server.js';

const command = '/usr/bin/radicale';
const username = 'ada@example.com';
const password = 'correct horse: battery';

export const radicaleMissing = (): string | null => missing(command, 'radicale');

/** Radicale with one user, whose calendars are theirs alone. */
export const startRadicale = (): Promise<DavServer> =>
  startDavServer({
    command,
    username,
    password,
    home: `/${encodeURIComponent(username)}/`,
    prepare: async (folder, port) => {
      const users = join(folder, 'users');
      const config = join(folder, 'config');
      await writeFile(users, `${username}:${password}\n`);
      await writeFile(config, settings(folder, users, port));
      return ['--config', config];
    },
  });

const settings = (folder: string, users: string, port: number): string =>
  [
    '[server]',
    `hosts = 127.0.0.1:${port}`,
    '[auth]',
    'type = htpasswd',
    `htpasswd_filename = ${users}`,
    'htpasswd_encryption = plain',
    'delay = 0',
    '[rights]',
    'type = owner_only',
    '[storage]',
    `filesystem_folder = ${join(folder, 'storage')}`,
    '[web]',
    'type = none',
    '[logging]',
    'level = error',
    '',
  ].join('\n');

/** Makes it forget every sync token it has given out for a calendar; one that is still current needs no memory. */
export const forgetTokens = async (server: DavServer, calendarUrl: string): Promise<void> => {
  const headers = { authorization: basic(username, password), 'content-type': 'text/calendar' };
  const url = `${calendarUrl}passing.ics`;
  for (const request of [{ method: 'PUT', body: passing }, { method: 'DELETE' }])
    await (await fetch(url, { ...request, headers })).text();
  const path = decodeURIComponent(new URL(calendarUrl).pathname);
  const cache = join(server.folder, 'storage', 'collection-root', path, '.Radicale.cache', 'sync-token');
  await rm(cache, { recursive: true });
};

const passing = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//Example//Passing//EN',
  'BEGIN:VEVENT',
  'UID:passing',
  'DTSTAMP:20260101T000000Z',
  'DTSTART:20260101T000000Z',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');
