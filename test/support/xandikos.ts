import { join } from 'node:path';
import { missing, startDavServer, type DavServer } from './dav-server.js';

const command = '/usr/bin/xandikos';

export const xandikosMissing = (): string | null => missing(command, 'xandikos');

/** Xandikos, which keeps calendars in git and leaves authentication to others. */
export const startXandikos = (): Promise<DavServer> =>
  startDavServer({
    command,
    username: 'ada',
    password: 'unused',
    home: '/user/calendars/',
    prepare: (folder, port) =>
      Promise.resolve([
        '-d',
        join(folder, 'storage'),
        '--defaults',
        '--current-user-principal',
        '/user/',
        '-l',
        '127.0.0.1',
        '-p',
        String(port),
      ]),
  });
