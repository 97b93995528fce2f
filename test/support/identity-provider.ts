import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export interface PersonClaims {
  readonly email: string;
  readonly email_verified: boolean;
  readonly name?: string;
}

/** An organization's identity provider: oidc-provider, which others wrote and certified, on 127.0.0.1. */
export interface TestIdentityProvider {
  readonly issuer: string;
  readonly client: { readonly clientId: string; readonly clientSecret: string };
  /** By what a person types as login, which is also the subject. */
  readonly people: Map<string, PersonClaims>;
  /** Where the client may be sent back to; to be set before the first sign-in. */
  redirectUris: string[];
  stop(): Promise<void>;
}

export const startIdentityProvider = async (): Promise<TestIdentityProvider> => {
  const started: { answer?: ReturnType<Provider['callback']> } = {};
  const http = createServer((request, response) => {
    started.answer ??= new Provider(idp.issuer, configuration(idp)).callback();
    started.answer(request, response);
  });
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  const idp: TestIdentityProvider = {
    issuer: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    client: { clientId: 'causeway', clientSecret: 'idp-s3cret:%20+&=/~' },
    people: new Map(),
    redirectUris: [],
    stop: () =>
      new Promise(resolve => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return idp;
};

const configuration = ({ client, people, redirectUris }: TestIdentityProvider) => ({
  clients: [
    {
      client_id: client.clientId,
      client_secret: client.clientSecret,
      redirect_uris: redirectUris,
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      require_auth_time: true,
    },
  ],
  cookies: { keys: ['only for tests'] },
  features: { devInteractions: { enabled: true } },
  pkce: { required: () => true },
  conformIdTokenClaims: false,
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  ttl: { Interaction: 3600, Session: 3600, Grant: 3600, AccessToken: 3600, IdToken: 3600 },
  findAccount: (_context: unknown, id: string) => ({
    accountId: id,
    claims: () => Promise.resolve({ sub: id, ...people.get(id) }),
  }),
});
