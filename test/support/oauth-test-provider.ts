import { Module, type Type } from '@nestjs/common';
import {
  type IntegrationProvider,
  Provider,
  type ProviderManifest,
  type ProviderSession,
  type RemoteAccount,
  type RemoteContainer,
} from '#provider-sdk';

export const testScopes = ['openid', 'calendar.read', 'calendar.write'] as const;

const manifestOf = (key: string, issuer: string): ProviderManifest => ({
  key,
  name: `Test Calendar (${key})`,
  vendor: 'Test <Vendor> & Sons',
  category: 'calendar',
  auth: {
    kind: 'oauth2',
    authorizeUrl: `${issuer}/auth`,
    tokenUrl: `${issuer}/token`,
    revokeUrl: `${issuer}/token/revocation`,
    issuer,
    pkce: 'S256',
    clientAuth: 'basic',
    scopeSeparator: ' ',
    authorizeParams: { prompt: 'login consent' },
    refresh: 'rotating',
  },
  scopes: [
    { scope: 'openid', purpose: 'identity', reason: 'Recognises your account.', required: true },
    { scope: 'calendar.read', purpose: 'calendar_sync', reason: 'Reads your events.', required: true },
    { scope: 'calendar.write', purpose: 'calendar_sync', reason: 'Writes your events.', required: false },
  ],
  apiUrl: issuer,
  hosts: [],
  models: [
    { model: 'calendar_event', purpose: 'calendar_sync', powers: ['pull'], containerName: 'calendar' },
  ],
  limits: { requestsPerSecond: 50, concurrent: 10 },
  guide: 'test.md',
});

/** A provider whose vendor is an OpenID Connect server; its one API call is the server's `userinfo`. */
class TestCalendarProvider implements IntegrationProvider {
  constructor(readonly manifest: ProviderManifest) {}

  async identify(session: ProviderSession): Promise<RemoteAccount> {
    const response = await session.http.request({ method: 'GET', url: '/me' });
    const { sub, name, email } = response.json<{ sub: string; name: string; email: string }>();
    return { id: sub, name, email };
  }

  async *containers(session: ProviderSession): AsyncIterable<RemoteContainer> {
    const account = await this.identify(session);
    yield { id: account.id, name: account.name, writable: false };
  }
}

/** A module with one provider of the given key at the given issuer. */
export const testProviderModule = (key: string, issuer: string): Type => {
  @Provider()
  class KeyedProvider extends TestCalendarProvider {
    constructor() {
      super(manifestOf(key, issuer));
    }
  }
  @Module({ providers: [KeyedProvider] })
  class TestProviderModule {}
  return TestProviderModule;
};
