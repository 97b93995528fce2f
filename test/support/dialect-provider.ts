import { Module, type Type } from '@nestjs/common';
import { ProviderError } from '#kernel';
import {
  type IntegrationProvider,
  Provider,
  type ProviderManifest,
  type ProviderSession,
  type RemoteAccount,
  type RemoteContainer,
} from '#provider-sdk';

/** A module with one provider that the given manifest describes. */
export const providerModule = (
  manifest: ProviderManifest,
  powers: Omit<IntegrationProvider, 'manifest'>,
): Type => {
  @Provider()
  class DescribedProvider implements IntegrationProvider {
    readonly manifest = manifest;
    identify = powers.identify;
    containers?: NonNullable<IntegrationProvider['containers']>;

    constructor() {
      if (powers.containers) this.containers = powers.containers;
    }
  }
  @Module({ providers: [DescribedProvider] })
  class DescribedModule {}
  return DescribedModule;
};

const common = {
  vendor: 'Vendor',
  limits: { requestsPerSecond: 100, concurrent: 20 },
  hosts: [],
  guide: 'test.md',
} as const;

/** Slack's ways: two tokens in one answer, commas, errors with 200, `auth.revoke` with the token itself. */
export const chatManifest = (url: string): ProviderManifest => ({
  ...common,
  key: 'test-chat',
  name: 'Test Chat',
  category: 'messages',
  auth: {
    kind: 'oauth2',
    authorizeUrl: `${url}/authorize`,
    tokenUrl: `${url}/token`,
    revokeUrl: `${url}/api/auth.revoke`,
    revocation: {
      method: 'POST',
      token: { bearer: true },
      which: 'access',
      gone: { errors: ['token_revoked', 'invalid_auth'] },
    },
    pkce: 'none',
    clientAuth: 'body',
    scopeSeparator: ',',
    refresh: 'rotating',
    userToken: { scopeParam: 'user_scope', at: ['authed_user'] },
    tokenErrors: { invalid_refresh_token: 'invalid_grant', internal_error: 'temporarily_unavailable' },
    refusedToken: { member: 'error', values: ['token_expired'] },
  },
  scopes: [
    { scope: 'chat:write', purpose: 'messaging', reason: 'Posts messages.', required: true },
    { scope: 'channels:read', purpose: 'messaging', reason: 'Lists channels.', required: false },
    { scope: 'search:read', grant: 'user', purpose: 'messaging', reason: 'Searches.', required: false },
    { scope: 'channels:read', grant: 'user', purpose: 'messaging', reason: 'Lists yours.', required: false },
  ],
  apiUrl: `${url}/api`,
  models: [{ model: 'message', purpose: 'messaging', powers: ['pull'], containerName: 'channel' }],
});

const chatCall = async <T>(session: ProviderSession, url: string, as?: 'user'): Promise<T> => {
  const own = as ? { as } : {};
  const response = await session.http.request({ method: 'POST', url, idempotent: true, ...own });
  const answer = response.json<T & { ok: boolean; error?: string }>();
  if (!answer.ok) throw new ProviderError('permanent', `refused: ${answer.error ?? ''}`);
  return answer;
};

/** Containers are listed in the person's own name. */
export const chatModule = (url: string): Type =>
  providerModule(chatManifest(url), {
    async identify(session): Promise<RemoteAccount> {
      const { team } = await chatCall<{ team: string }>(session, 'auth.test');
      return { id: team, name: `Team ${team}`, email: null };
    },
    async *containers(session): AsyncIterable<RemoteContainer> {
      const { person } = await chatCall<{ person: string }>(session, 'mine', 'user');
      yield { id: person, name: `Channel of ${person}`, writable: true };
    },
  });

/** GitHub's ways: an app to install, errors with 200, a grant that is deleted with a JSON body. */
export const forgeManifest = (url: string): ProviderManifest => ({
  ...common,
  key: 'test-forge',
  name: 'Test Forge',
  category: 'tasks',
  auth: {
    kind: 'oauth2',
    authorizeUrl: `${url}/login/oauth/authorize`,
    tokenUrl: `${url}/login/oauth/access_token`,
    revokeUrl: `${url}/applications/{client_id}/grant`,
    revocation: {
      method: 'DELETE',
      token: { json: 'access_token' },
      which: 'access',
      clientAuth: 'basic',
      gone: { statuses: [404, 422] },
    },
    pkce: 'S256',
    clientAuth: 'body',
    scopeSeparator: ' ',
    refresh: 'rotating',
    tokenErrors: { bad_refresh_token: 'invalid_grant', bad_verification_code: 'invalid_grant' },
    installation: {
      installUrl: `${url}/apps/{slug}/installations/new`,
      callbackParam: 'installation_id',
      jwtSeconds: 600,
      mintPath: '/app/installations/{id}/access_tokens',
      list: { path: '/user/installations?per_page=1', member: 'installations' },
      accountName: ['account', 'login'],
      owner: {
        person: { path: '/user', id: ['id'] },
        accountId: ['account', 'id'],
        membership: {
          path: '/user/memberships/orgs/{account}',
          accountId: ['organization', 'id'],
          is: { role: 'admin', state: 'active' },
        },
      },
      revokePath: '/installation/token',
      headers: { accept: 'application/vnd.github+json' },
    },
  },
  scopes: [
    {
      scope: 'repo',
      permission: 'issues:write',
      purpose: 'task_sync',
      reason: 'Reads and writes issues.',
      required: true,
    },
  ],
  apiUrl: url,
  models: [{ model: 'task', purpose: 'task_sync', powers: ['pull'], containerName: 'repository' }],
});

export const forgeModule = (url: string): Type =>
  providerModule(forgeManifest(url), {
    async identify(session): Promise<RemoteAccount> {
      const path = session.settings['installationId'] ? '/installation/repositories' : '/user';
      const { login } = (await session.http.request({ method: 'GET', url: path })).json<{ login: string }>();
      return { id: login, name: login, email: null };
    },
  });
