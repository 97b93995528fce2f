import type { ProviderManifest } from '#provider-sdk';

/**
 * `repo` covers private issues and repository webhooks, and GitHub has none that only reads issues. `read:project` is asked
 * for projects and can be done without. Who is
 * connected needs no scope. A GitHub App ignores scopes; its permissions are set where it is registered.
 *
 * `refresh` is `rotating` because user tokens of a GitHub App are; a token without an end simply has none to rotate.
 */
export const githubManifest: ProviderManifest = {
  key: 'github',
  name: 'GitHub',
  vendor: 'GitHub',
  category: 'tasks',
  auth: {
    kind: 'oauth2',
    authorizeUrl: 'https://github.com/login/oauth/authorize',
    tokenUrl: 'https://github.com/login/oauth/access_token',
    pkce: 'S256',
    clientAuth: 'body',
    scopeSeparator: ' ',
    refresh: 'rotating',
    // https://docs.github.com/en/rest/apps/oauth-applications#delete-an-app-authorization
    revokeUrl: 'https://api.github.com/applications/{client_id}/grant',
    revocation: {
      method: 'DELETE',
      token: { json: 'access_token' },
      which: 'access',
      clientAuth: 'basic',
      gone: { statuses: [404, 422] },
    },
    tokenErrors: {
      bad_verification_code: 'invalid_grant',
      bad_refresh_token: 'invalid_grant',
      incorrect_client_credentials: 'invalid_client',
      redirect_uri_mismatch: 'invalid_request',
    },
    installation: {
      installUrl: 'https://github.com/apps/{slug}/installations/new',
      callbackParam: 'installation_id',
      jwtSeconds: 540,
      mintPath: '/app/installations/{id}/access_tokens',
      list: { path: '/user/installations', member: 'installations' },
      accountName: ['account', 'login'],
      // https://docs.github.com/en/rest/orgs/members#get-an-organization-membership-for-the-authenticated-user
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
      headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2026-03-10' },
    },
  },
  scopes: [
    {
      scope: 'repo',
      purpose: 'task_sync',
      reason: 'Reads and writes issues of the repositories you choose, and is told when they change.',
      required: true,
      permission: 'issues:write',
    },
    {
      scope: 'read:project',
      purpose: 'task_sync',
      reason: 'Shows the items of your projects, which it cannot change.',
      required: false,
      permission: 'organization_projects:read',
    },
  ],
  apiUrl: 'https://api.github.com',
  hosts: ['api.github.com'],
  models: [
    { model: 'task', purpose: 'task_sync', powers: ['pull', 'push', 'delete'], containerName: 'repository' },
  ],
  // 5,000 requests an hour for an account; a little above it in bursts, for GitHub's own headers slow the rest down.
  limits: {
    requestsPerSecond: 5,
    concurrent: 4,
    headers: [
      {
        limit: 'x-ratelimit-limit',
        remaining: 'x-ratelimit-remaining',
        reset: 'x-ratelimit-reset',
        form: 'epoch_seconds',
      },
    ],
  },
  webhooks: {
    // A repository's own webhook, or the App's one address.
    routing: { subscription: true, app: { account: [[{ body: ['installation', 'id'] }]] } },
    // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
    signature: {
      kind: 'hmac',
      header: 'x-hub-signature-256',
      algorithm: 'sha256',
      encoding: 'hex',
      prefix: 'sha256=',
      signed: ['body'],
    },
    handshakes: [],
    deliveryId: [{ header: 'x-github-delivery' }],
    eventType: [{ header: 'x-github-event' }, { body: ['action'] }],
    answerWithinSeconds: 10,
  },
  guide: 'docs/providers/github.md',
};
