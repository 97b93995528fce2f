import { randomBytes } from 'node:crypto';
import { createOrganization, type TestOrganization } from './api.js';
import { freePort } from './dav-server.js';
import { startTestHub, type TestHub } from './hub.js';
import { Browser } from './oauth-browser.js';
import {
  connectSession,
  type ConnectionAnswer,
  type ConnectSessionAnswer,
  MovedClock,
} from './oauth-connect.js';
import { ScriptedVendor } from './oauth-vendor.js';

/** A hub whose Google is a scripted vendor. */
export interface VendorStage {
  readonly vendor: ScriptedVendor;
  readonly hub: TestHub;
  readonly clock: MovedClock;
  readonly organization: TestOrganization;
  readonly integrationId: string;
  /** Settings that another process needs to be the same hub. */
  readonly settings: Readonly<Record<string, string>>;
  /** Signs the given account in and answers the connection's id. */
  connect(account?: string, more?: Readonly<Record<string, unknown>>): Promise<string>;
  connection(id: string): Promise<ConnectionAnswer>;
  check(
    id: string,
  ): Promise<{ healthy: boolean; status: string; code: string | null; detail: string | null }>;
  stop(): Promise<void>;
}

export const startVendorStage = async (more: Readonly<Record<string, string>> = {}): Promise<VendorStage> => {
  const vendor = await ScriptedVendor.start();
  const settings = {
    CAUSEWAY_PROVIDER_URLS: vendor.providerUrls,
    CAUSEWAY_KEY: randomBytes(32).toString('base64'),
    ...more,
  };
  const clock = new MovedClock();
  const hub = await startTestHub({ PORT: String(await freePort()), ...settings }, { clock });
  const organization = await createOrganization(hub.url, hub.operatorKey);
  const { owner, at } = organization;
  const client = { id: 'client', secret: 'client-secret' };
  const integration = await owner.post<{ id: string }>(at('/integrations'), {
    provider: 'google-calendar',
    client,
  });
  return {
    vendor,
    hub,
    clock,
    organization,
    integrationId: integration.id,
    settings,
    async connect(account = '1', wish = {}) {
      vendor.account = { id: account, email: `${account}@example.com` };
      const session = await connectSession(organization, integration.id, wish);
      const browser = new Browser();
      const page = await browser.submit(await browser.open(session.url));
      if (page.status !== 200) throw new Error(`Not connected: ${page.text}`);
      const done = await owner.get<ConnectSessionAnswer>(at(`/connect-sessions/${session.id}`));
      return done.connectionId ?? '';
    },
    connection: id => owner.get(at(`/connections/${id}`)),
    check: id => owner.post(at(`/connections/${id}/check`)),
    async stop() {
      await hub.stop();
      await vendor.stop();
    },
  };
};
