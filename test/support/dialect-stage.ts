import type { Type } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { createOrganization, Caller, type TestOrganization } from './api.js';
import { ChatVendor } from './chat-vendor.js';
import { freePort } from './dav-server.js';
import { chatModule, forgeModule } from './dialect-provider.js';
import { ForgeVendor } from './forge-vendor.js';
import { startTestHub, type TestHub } from './hub.js';
import { Browser, type BrowserPage } from './oauth-browser.js';
import { connectSession, type ConnectSessionAnswer, MovedClock } from './oauth-connect.js';

/** A hub with a vendor in Slack's manner and one in GitHub's, and two organizations. */
export interface DialectStage {
  readonly hub: TestHub;
  readonly clock: MovedClock;
  readonly chat: ChatVendor;
  readonly forge: ForgeVendor;
  readonly operator: Caller;
  readonly acme: TestOrganization;
  readonly other: TestOrganization;
  readonly chatClient: { readonly id: string; readonly secret: string };
  readonly forgeClient: Readonly<Record<string, unknown>>;
  integrate(
    organization: TestOrganization,
    provider: string,
    client: Readonly<Record<string, unknown>>,
  ): Promise<string>;
  /** Opens a new link, agrees, follows the vendor's redirects; answers the hub's last page. */
  walk(
    organization: TestOrganization,
    integrationId: string,
    more?: Readonly<Record<string, unknown>>,
  ): Promise<{ page: BrowserPage; session: ConnectSessionAnswer }>;
  /** What another process needs to be the same hub. */
  readonly key: string;
  readonly modules: readonly Type[];
  stop(): Promise<void>;
}

export const startDialectStage = async (
  settings: Readonly<Record<string, string>> = {},
): Promise<DialectStage> => {
  const clock = new MovedClock();
  const [chat, forge, port] = [await ChatVendor.start(), await ForgeVendor.start(clock), await freePort()];
  const extraModules = [chatModule(chat.url), forgeModule(forge.url)];
  const key = randomBytes(32).toString('base64');
  const hub = await startTestHub(
    { PORT: String(port), CAUSEWAY_KEY: key, ...settings },
    { clock, extraModules },
  );
  forge.callbackUrl = `http://127.0.0.1:${port}/oauth/test-forge/callback`;
  const app = { id: forge.appId, slug: 'causeway-app', privateKey: forge.appKey };
  return {
    hub,
    key,
    modules: extraModules,
    clock,
    chat,
    forge,
    operator: new Caller(hub.url, hub.operatorKey),
    acme: await createOrganization(hub.url, hub.operatorKey, 'Acme'),
    other: await createOrganization(hub.url, hub.operatorKey, 'Other'),
    chatClient: { id: 'chat-client', secret: 'chat-secret' },
    forgeClient: { id: forge.clientId, secret: 'forge-secret', app },
    async integrate(organization, provider, client) {
      const path = organization.at('/integrations');
      return (await organization.owner.post<{ id: string }>(path, { provider, client })).id;
    },
    async walk(organization, integrationId, more = {}) {
      const made = await connectSession(organization, integrationId, more);
      const browser = new Browser();
      const page = await browser.submit(await browser.open(made.url));
      const path = organization.at(`/connect-sessions/${made.id}`);
      return { page, session: await organization.owner.get<ConnectSessionAnswer>(path) };
    },
    async stop() {
      await hub.stop();
      await chat.stop();
      await forge.stop();
    },
  };
};
