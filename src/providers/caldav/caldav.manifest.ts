import type { ProviderManifest, SecretAuth } from '#provider-sdk';
import { z } from 'zod';

const login = {
  username: z.string().min(1).max(320).describe('User name, for most services the mail address'),
  password: z.string().min(1).max(1_000).describe('App password').meta({ secret: true }),
};

/** https://www.rfc-editor.org/rfc/rfc7617: UTF-8, and a colon ends the user name. */
const header: SecretAuth['header'] = ({ username = '', password = '' }) => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`,
});

export const passwordAuth: SecretAuth = { kind: 'basic', credentials: z.strictObject(login), header };

export const models: ProviderManifest['models'] = [
  {
    model: 'calendar_event',
    purpose: 'calendar_sync',
    powers: ['pull', 'push', 'delete'],
    containerName: 'calendar',
  },
];

/** Any CalDAV server: Nextcloud, SOGo, Radicale, Xandikos, Zimbra, mailbox.org, Posteo … */
export const caldavManifest: ProviderManifest = {
  key: 'caldav',
  name: 'CalDAV',
  vendor: 'Any CalDAV server',
  category: 'calendar',
  auth: {
    kind: 'basic',
    credentials: z.strictObject({
      serverUrl: z
        .url({ protocol: /^https?$/ })
        .max(2_000)
        .describe('Address of the server or of its DAV root'),
      ...login,
    }),
    header,
  },
  scopes: [],
  apiUrl: '{serverUrl}',
  hosts: [],
  models,
  limits: { requestsPerSecond: 50, concurrent: 4 },
  guide: 'docs/providers/caldav.md',
};
