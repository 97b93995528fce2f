import type { ProviderManifest } from '#provider-sdk';
import { graphWebhooks } from './webhooks/notification.js';
import { subscriptionSeconds } from './webhooks/subscription.js';

const signIn = 'https://login.microsoftonline.com/common/oauth2/v2.0';

/**
 * `common` takes work, school and personal accounts; an app that is registered for one tenant only has other addresses,
 * set by configuration. There is no revocation endpoint. `issuer` is left out: the tenant that signs is known only
 * afterwards.
 */
export const outlookCalendarManifest: ProviderManifest = {
  key: 'outlook-calendar',
  name: 'Outlook Calendar',
  vendor: 'Microsoft',
  category: 'calendar',
  auth: {
    kind: 'oauth2',
    authorizeUrl: `${signIn}/authorize`,
    tokenUrl: `${signIn}/token`,
    pkce: 'S256',
    clientAuth: 'body',
    scopeSeparator: ' ',
    authorizeParams: { response_mode: 'query', prompt: 'select_account' },
    refresh: 'rotating',
    // The token answer names what the access token is for: a refresh token is no part of that.
    scopeNames: { unnamed: ['offline_access'], prefix: 'https://graph.microsoft.com/' },
  },
  scopes: [
    {
      scope: 'offline_access',
      purpose: 'calendar_sync',
      reason: 'Keeps the connection working while you are not signed in.',
      required: true,
    },
    {
      scope: 'User.Read',
      purpose: 'identity',
      reason: 'Shows which Microsoft account is connected, and recognises it later.',
      required: true,
    },
    {
      scope: 'Calendars.ReadWrite',
      purpose: 'calendar_sync',
      reason: 'Lists your calendars, and reads and writes the events of those you choose.',
      required: true,
    },
    {
      scope: 'MailboxSettings.Read',
      purpose: 'calendar_sync',
      reason: 'Tells your time zone, for events that have a time but no zone.',
      required: false,
    },
  ],
  apiUrl: 'https://graph.microsoft.com/v1.0',
  hosts: ['graph.microsoft.com', 'login.microsoftonline.com'],
  models: [
    {
      model: 'calendar_event',
      purpose: 'calendar_sync',
      powers: ['pull', 'push', 'delete'],
      containerName: 'calendar',
      listEveryHours: 24,
    },
  ],
  // 10,000 requests in ten minutes and four at a time, by app and mailbox:
  // https://learn.microsoft.com/graph/throttling-limits#outlook-service-limits
  limits: { requestsPerSecond: 10, concurrent: 4 },
  subscriptionSeconds,
  webhooks: graphWebhooks,
  guide: 'docs/providers/outlook-calendar.md',
};
