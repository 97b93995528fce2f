import type { ProviderManifest } from '#provider-sdk';

/**
 * `admin` is what Linear wants of whoever makes a webhook; without it the hub hears from the app's own webhook, or polls.
 * The requests of one person through one app count together, and so does the complexity of their queries, which is a
 * budget beside: all of them go to one path, so `method` is the scope that only it speaks for.
 */
export const linearManifest: ProviderManifest = {
  key: 'linear',
  name: 'Linear',
  vendor: 'Linear',
  category: 'tasks',
  auth: {
    kind: 'oauth2',
    authorizeUrl: 'https://linear.app/oauth/authorize',
    tokenUrl: 'https://api.linear.app/oauth/token',
    revokeUrl: 'https://api.linear.app/oauth/revoke',
    pkce: 'S256',
    clientAuth: 'body',
    scopeSeparator: ',',
    authorizeParams: { prompt: 'consent' },
    // https://linear.app/developers/oauth-2-0-authentication: all apps since 1 April 2026.
    refresh: 'rotating',
  },
  scopes: [
    {
      scope: 'read',
      purpose: 'task_sync',
      reason: 'Reads issues, comments and labels of the teams you choose.',
      required: true,
    },
    {
      scope: 'write',
      purpose: 'task_sync',
      reason: 'Creates, changes and deletes issues, and writes comments when you ask for it.',
      required: true,
    },
    {
      scope: 'admin',
      purpose: 'task_sync',
      reason: 'Makes one webhook for each team you choose, so that changes arrive at once.',
      required: false,
    },
  ],
  apiUrl: 'https://api.linear.app',
  hosts: ['api.linear.app'],
  models: [
    {
      model: 'task',
      purpose: 'task_sync',
      powers: ['pull', 'push', 'delete'],
      containerName: 'team',
      // Issues moved to another team, deleted comments and renamed labels are in no list of changes.
      listEveryHours: 24,
    },
  ],
  // 5,000 requests an hour; a little above it in bursts, for Linear's own headers slow the rest down.
  limits: {
    requestsPerSecond: 5,
    concurrent: 4,
    headers: [
      {
        limit: 'x-ratelimit-requests-limit',
        remaining: 'x-ratelimit-requests-remaining',
        reset: 'x-ratelimit-requests-reset',
        form: 'epoch_milliseconds',
      },
      {
        limit: 'x-ratelimit-complexity-limit',
        remaining: 'x-ratelimit-complexity-remaining',
        reset: 'x-ratelimit-complexity-reset',
        form: 'epoch_milliseconds',
        scope: 'method',
      },
    ],
  },
  webhooks: {
    // A team's own webhook, or the app's, which serves every workspace that installed it.
    routing: { subscription: true, app: { account: [[{ body: ['organizationId'] }]] } },
    // https://linear.app/developers/webhooks#securing-webhooks
    signature: {
      kind: 'hmac',
      header: 'linear-signature',
      algorithm: 'sha256',
      encoding: 'hex',
      signed: ['body'],
      timestamp: { body: ['webhookTimestamp'], unit: 'milliseconds', toleranceSeconds: 60 },
    },
    handshakes: [],
    deliveryId: [{ header: 'linear-delivery' }],
    eventType: [{ body: ['type'] }, { body: ['action'] }],
    occurredAt: { body: ['createdAt'] },
    answerWithinSeconds: 5,
  },
  guide: 'docs/providers/linear.md',
};
