import type { ProviderManifest } from '#provider-sdk';
import { googleChannelWebhooks } from './notification.js';

/**
 * `issuer` is left out: Google sends `iss` with the redirect, but its discovery document does not advertise
 * `authorization_response_iss_parameter_supported` (RFC 9207 §3), so nobody may rely on it.
 *
 * The e-mail scope is written in its long form because that is what Google names in the granted `scope`.
 */
export const googleCalendarManifest: ProviderManifest = {
  key: 'google-calendar',
  name: 'Google Calendar',
  vendor: 'Google',
  category: 'calendar',
  auth: {
    kind: 'oauth2',
    authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    revokeUrl: 'https://oauth2.googleapis.com/revoke',
    pkce: 'S256',
    clientAuth: 'body',
    scopeSeparator: ' ',
    // prompt=consent: without it Google gives a refresh token only the first time an account agrees.
    authorizeParams: { access_type: 'offline', prompt: 'consent', include_granted_scopes: 'true' },
    refresh: 'static',
  },
  scopes: [
    {
      scope: 'openid',
      purpose: 'identity',
      reason: 'Recognises your Google account when you connect it again.',
      required: true,
    },
    {
      scope: 'https://www.googleapis.com/auth/userinfo.email',
      purpose: 'identity',
      reason: 'Shows which Google account is connected.',
      required: true,
    },
    {
      scope: 'https://www.googleapis.com/auth/calendar.calendarlist.readonly',
      purpose: 'calendar_sync',
      reason: 'Lists your calendars so that you can choose which to synchronise.',
      required: true,
    },
    {
      scope: 'https://www.googleapis.com/auth/calendar.events',
      purpose: 'calendar_sync',
      reason: 'Reads and writes the events of the calendars you choose.',
      required: true,
    },
  ],
  apiUrl: 'https://www.googleapis.com/calendar/v3',
  hosts: ['www.googleapis.com', 'oauth2.googleapis.com'],
  models: [
    {
      model: 'calendar_event',
      purpose: 'calendar_sync',
      powers: ['pull', 'push', 'delete'],
      containerName: 'calendar',
    },
  ],
  limits: { requestsPerSecond: 5, concurrent: 4 },
  subscriptionSeconds: 604_800,
  webhooks: googleChannelWebhooks,
  guide: 'docs/providers/google-calendar.md',
};
