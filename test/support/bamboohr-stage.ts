import pg from 'pg';
import { BamboohrSimulator } from '../../src/providers/bamboohr/simulator/index.js';
import { createOrganization, type TestOrganization } from './api.js';
import { freePort } from './dav-server.js';
import { startTestHub, type TestHub } from './hub.js';
import { Browser } from './oauth-browser.js';
import { connectSession, type ConnectSessionAnswer, type MovedClock } from './oauth-connect.js';

/** A hub beside a simulated BambooHR, with an organization that has an integration. */
export interface BamboohrStage {
  readonly bamboo: BamboohrSimulator;
  readonly hub: TestHub;
  readonly organization: TestOrganization;
  readonly integrationId: string;
  /** The way through the hub's page and BambooHR's. */
  connect(more?: Readonly<Record<string, unknown>>): Promise<ConnectSessionAnswer>;
  /** Gives a consent and answers its id. */
  consent(purpose: string, more?: object): Promise<string>;
  /** Everything the tables hold about records, as text. */
  stored(): Promise<string>;
  stop(): Promise<void>;
}

const client = { id: 'client', secret: 'client-secret' };

export const startBamboohrStage = async (clock: MovedClock): Promise<BamboohrStage> => {
  const port = await freePort();
  const redirectUris = [`http://127.0.0.1:${port}/oauth/bamboohr/callback`];
  const bamboo = await BamboohrSimulator.start({ clock, clients: [{ ...client, redirectUris }] });
  bamboo.accounts.behaviour.approval = 'auto';
  const { url } = bamboo.server;
  const urls = {
    authorize: `${url}/{companyDomain}/authorize.php?request=authorize`,
    token: `${url}/{companyDomain}/token.php?request=token`,
    api: bamboo.apiUrl,
  };
  const settings = { PORT: String(port), CAUSEWAY_PROVIDER_URLS: JSON.stringify({ bamboohr: urls }) };
  const hub = await startTestHub(settings, { clock });
  const organization = await createOrganization(hub.url, hub.operatorKey, 'Acme');
  const { owner, at } = organization;
  const wish = { provider: 'bamboohr', client };
  const { id: integrationId } = await owner.post<{ id: string }>(at('/integrations'), wish);
  const superuser = new pg.Client(hub.database.superuser);
  await superuser.connect();
  return {
    ...{ bamboo, hub, organization, integrationId },
    async connect(more = {}) {
      const given = { settings: { companyDomain: 'acme' }, ...more };
      const session = await connectSession(organization, integrationId, given);
      const browser = new Browser();
      const page = await browser.submit(await browser.open(session.url));
      if (page.status !== 200) throw new Error(`Not connected: ${page.status} ${page.text}`);
      return owner.get(at(`/connect-sessions/${session.id}`));
    },
    async consent(purpose, more = {}) {
      const subject = { type: 'organization', id: 'hr' };
      const body = { subject, purpose, noticeVersion: '1', ...more };
      return (await owner.post<{ id: string }>(at('/consents'), body)).id;
    },
    async stored() {
      const tables = ['record', 'record_version', 'record_conflict', 'record_push', 'audit_event', 'event'];
      const found: string[] = [];
      for (const table of tables) {
        const { rows } = await superuser.query(
          `select coalesce(string_agg(t::text, E'\\n'), '') as text from ${table} t`,
        );
        found.push((rows[0] as { text: string }).text);
      }
      return found.join('\n');
    },
    async stop() {
      await superuser.end();
      await hub.stop();
      await bamboo.stop();
    },
  };
};
