import type { ProviderManifest } from '#provider-sdk';
import { models, passwordAuth } from './caldav.manifest.js';

/** Calendars live on `pNN-caldav.icloud.com`; the home set points there. */
export const icloudManifest: ProviderManifest = {
  key: 'icloud-calendar',
  name: 'iCloud Calendar',
  vendor: 'Apple',
  category: 'calendar',
  auth: passwordAuth,
  scopes: [],
  apiUrl: 'https://caldav.icloud.com',
  hosts: ['*.icloud.com'],
  models,
  limits: { requestsPerSecond: 3, concurrent: 2 },
  guide: 'docs/providers/caldav.md',
};
