import { googleCalendarManifest } from '../../src/providers/google-calendar/index.js';
import { GoogleCalendarSimulator } from '../../src/providers/google-calendar/simulator/index.js';
import { createOrganization, type TestOrganization } from './api.js';
import { freePort } from './dav-server.js';
import { GoogleProgram } from './google-calendar.js';
import { startTestHub, type TestHub } from './hub.js';
import type { MovedClock } from './oauth-connect.js';

export const teamCalendar = 'team@group.calendar.google.com';
export const googleScopes = googleCalendarManifest.scopes.map(use => use.scope);
const client = { id: 'acme.apps.googleusercontent.com', secret: 'acme-google-secret' };

/** A hub beside a simulated Google, and an organization that has set it up. */
export interface GoogleStage {
  readonly google: GoogleCalendarSimulator;
  readonly hub: TestHub;
  readonly organization: TestOrganization;
  readonly integrationId: string;
  /** Somebody else who edits the team's calendar at Google. */
  readonly program: GoogleProgram;
  /** Settings that another process needs to be the same hub. */
  readonly settings: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export const startGoogleStage = async (
  more: Readonly<Record<string, string>> = {},
  extra: { readonly clock?: MovedClock } = {},
): Promise<GoogleStage> => {
  const port = await freePort();
  const redirectUris = [`http://127.0.0.1:${port}/oauth/google-calendar/callback`];
  const google = await GoogleCalendarSimulator.start({ clients: [{ ...client, redirectUris }], ...extra });
  const { url } = google.server;
  const urls = {
    authorize: `${url}/o/oauth2/v2/auth`,
    token: `${url}/token`,
    revoke: `${url}/revoke`,
    api: google.apiUrl,
  };
  const settings = {
    PORT: String(port),
    CAUSEWAY_PROVIDER_URLS: JSON.stringify({ 'google-calendar': urls }),
    ...more,
  };
  const hub = await startTestHub(settings, extra);
  const organization = await createOrganization(hub.url, hub.operatorKey);
  const { owner, at } = organization;
  const wish = { provider: 'google-calendar', client };
  const integration = await owner.post<{ id: string }>(at('/integrations'), wish);
  return {
    google,
    hub,
    organization,
    integrationId: integration.id,
    program: new GoogleProgram(google.apiUrl, google.accounts.issueToken(googleScopes), teamCalendar),
    settings,
    async stop() {
      await hub.stop();
      await google.stop();
    },
  };
};
