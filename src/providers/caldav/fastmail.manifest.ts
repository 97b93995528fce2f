import type { ProviderManifest } from '#provider-sdk';
import { models, passwordAuth } from './caldav.manifest.js';

export const fastmailManifest: ProviderManifest = {
  key: 'fastmail-calendar',
  name: 'Fastmail Calendar',
  vendor: 'Fastmail',
  category: 'calendar',
  auth: passwordAuth,
  scopes: [],
  apiUrl: 'https://caldav.fastmail.com',
  hosts: ['caldav.fastmail.com'],
  models,
  limits: { requestsPerSecond: 5, concurrent: 2 },
  guide: 'docs/providers/caldav.md',
};
