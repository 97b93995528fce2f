import type { Type } from '@nestjs/common';
import { type TestOrganization, Caller, createOrganization } from './api.js';
import { freePort } from './dav-server.js';
import { startTestHub, type TestHub } from './hub.js';
import { MovedClock } from './oauth-connect.js';
import { type OAuthServer, startOAuthServer } from './oauth-server.js';
import { testProviderModule, testScopes } from './oauth-test-provider.js';

/** A hub with two OAuth providers in front of a real OAuth server, and two organizations. */
export interface OAuthStage {
  readonly hub: TestHub;
  readonly server: OAuthServer;
  readonly clock: MovedClock;
  readonly operator: Caller;
  readonly acme: TestOrganization;
  readonly other: TestOrganization;
  /** Acme's integration, with its own client. */
  readonly integrationId: string;
  /** The other organization's, which uses the operator's client. */
  readonly sharedIntegrationId: string;
  integrate(organization: TestOrganization, provider: string, client?: OAuthClientInput): Promise<string>;
  stop(): Promise<void>;
}

interface OAuthClientInput {
  readonly id: string;
  readonly secret: string;
}

export const ownClient: OAuthClientInput = { id: 'acme-client', secret: 'acme-s3cret:%20+&=/~' };
export const sharedClient: OAuthClientInput = { id: 'operator-client', secret: 'operator-s3cret' };
export const hostileName = `<script>alert("1")</script>&'Acme`;

export const startOAuthStage = async (
  settings: Readonly<Record<string, string>> = {},
): Promise<OAuthStage> => {
  const port = await freePort();
  const keys = ['test-one', 'test-two'];
  const redirectUris = keys.map(key => `http://127.0.0.1:${port}/oauth/${key}/callback`);
  const server = await startOAuthServer(
    [ownClient, sharedClient].map(client => ({ ...client, redirectUris })),
    testScopes,
  );
  const clock = new MovedClock();
  const extraModules: Type[] = keys.map(key => testProviderModule(key, server.issuer));
  const hub = await startTestHub({ PORT: String(port), ...settings }, { clock, extraModules });
  const operator = new Caller(hub.url, hub.operatorKey);
  await operator.ok('PUT', '/admin/v1/provider-clients/test-one', sharedClient);
  const acme = await createOrganization(hub.url, hub.operatorKey, 'Acme');
  const other = await createOrganization(hub.url, hub.operatorKey, 'Other');
  const integrate: OAuthStage['integrate'] = async (organization, provider, client) => {
    const made = await organization.owner.post<{ id: string }>(organization.at('/integrations'), {
      provider,
      ...(client ? { client } : {}),
    });
    return made.id;
  };
  return {
    hub,
    server,
    clock,
    operator,
    acme,
    other,
    integrationId: await integrate(acme, 'test-one', ownClient),
    sharedIntegrationId: await integrate(other, 'test-one'),
    integrate,
    async stop() {
      await hub.stop();
      await server.stop();
    },
  };
};
