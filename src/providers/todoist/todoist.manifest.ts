import type { ProviderManifest } from '#provider-sdk';

/**
 * `refresh` is `rotating` because refresh tokens are the default for apps made since 2026; the token of an older app does
 * not end, and then there is nothing to rotate.
 */
export const todoistManifest: ProviderManifest = {
  key: 'todoist',
  name: 'Todoist',
  vendor: 'Doist',
  category: 'tasks',
  auth: {
    kind: 'oauth2',
    authorizeUrl: 'https://todoist.com/oauth/authorize',
    tokenUrl: 'https://todoist.com/oauth/access_token',
    pkce: 'S256',
    clientAuth: 'body',
    scopeSeparator: ',',
    refresh: 'rotating',
    // As in https://github.com/Doist/todoist-api-typescript/blob/main/src/authentication.ts: RFC 7009, but with a JSON body.
    revokeUrl: 'https://api.todoist.com/api/v1/revoke',
    revocation: {
      method: 'POST',
      token: { json: 'token' },
      which: 'access',
      clientAuth: 'basic',
      gone: { errors: ['invalid_token', 'invalid_grant'] },
    },
  },
  scopes: [
    {
      scope: 'data:read_write',
      purpose: 'task_sync',
      reason: 'Reads and writes the tasks of the projects you choose.',
      required: true,
    },
    {
      scope: 'data:delete',
      purpose: 'task_sync',
      reason: 'Deletes a task when it is deleted on the other side.',
      required: false,
    },
  ],
  apiUrl: 'https://api.todoist.com/api/v1',
  hosts: ['api.todoist.com'],
  models: [
    {
      model: 'task',
      purpose: 'task_sync',
      powers: ['pull', 'push', 'delete'],
      containerName: 'project',
      // Subtasks go with their task, and nothing promises a tombstone for each of them.
      listEveryHours: 24,
    },
  ],
  // About 1,000 requests in fifteen minutes for an account: above it in bursts, for a 429 says how long the rest has to wait.
  limits: { requestsPerSecond: 5, concurrent: 4 },
  webhooks: {
    // One address for the whole app; the account is the user's id.
    routing: { app: { account: [[{ body: ['user_id'] }]] } },
    // https://developer.todoist.com/api/v1/#tag/Webhooks: keyed with the app's client secret.
    signature: {
      kind: 'hmac',
      header: 'x-todoist-hmac-sha256',
      algorithm: 'sha256',
      encoding: 'base64',
      signed: ['body'],
    },
    handshakes: [],
    deliveryId: [{ header: 'x-todoist-delivery-id' }],
    eventType: [{ body: ['event_name'] }],
    occurredAt: { body: ['triggered_at'] },
    answerWithinSeconds: 10,
  },
  guide: 'docs/providers/todoist.md',
};
