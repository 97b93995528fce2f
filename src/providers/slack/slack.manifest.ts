import type { OAuth2Auth, ProviderManifest, ScopeUse, WebhookManifest } from '#provider-sdk';

const use = (
  scope: string,
  reason: string,
  more: Partial<Omit<ScopeUse, 'scope' | 'reason'>> = {},
): ScopeUse => ({ scope, purpose: 'messaging', reason, required: false, ...more });

/**
 * Bot scopes: https://docs.slack.dev/reference/scopes. What reads private conversations may be left out, and only they
 * are missing then.
 */
const scopes: readonly ScopeUse[] = [
  use('channels:read', 'Lists the public channels that the app was invited to.', { required: true }),
  use('channels:history', 'Reads the messages of public channels that the app was invited to.', {
    required: true,
  }),
  use('chat:write', 'Posts messages, and changes or removes those it posted.', { required: true }),
  use('groups:read', 'Lists the private channels that the app was invited to.'),
  use('groups:history', 'Reads the messages of private channels that the app was invited to.'),
  use('im:read', 'Lists direct conversations with the app.'),
  use('im:history', 'Reads direct messages sent to the app.'),
  use('mpim:read', 'Lists group conversations that the app is part of.'),
  use('mpim:history', 'Reads group conversations that the app is part of.'),
  use('reactions:read', 'Notices reactions to messages.'),
  use('reactions:write', 'Adds reactions when you ask for it.'),
  use('channels:manage', 'Creates public channels, invites people and sets topics when you ask for it.'),
  use('app_mentions:read', 'Notices when somebody mentions the app.'),
  use('commands', 'Adds slash commands and shortcuts.'),
  use('chat:write', 'Posts as you, not as the app, when you ask for it.', { grant: 'user' }),
  use('users:read', 'Lists the members of the workspace.', { purpose: 'contact_sync', required: true }),
  use('users:read.email', 'Shows the e-mail addresses of members.', { purpose: 'contact_sync' }),
];

/**
 * One request URL per app, whatever the workspace: https://docs.slack.dev/apis/events-api. Events, interactive
 * components (a form whose `payload` is JSON) and slash commands (a form) all come signed in the same way:
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
const webhooks: WebhookManifest = {
  routing: {
    app: {
      account: [
        [{ body: ['authorizations', '*', 'team_id'] }, { body: ['authorizations', '*', 'enterprise_id'] }],
        [
          { body: ['team_id'] },
          { body: ['enterprise_id'] },
          { body: ['team', 'id'] },
          { body: ['enterprise', 'id'] },
        ],
      ],
    },
  },
  signature: {
    kind: 'hmac',
    header: 'x-slack-signature',
    algorithm: 'sha256',
    encoding: 'hex',
    prefix: 'v0=',
    signed: [{ text: 'v0:' }, 'timestamp', { text: ':' }, 'body'],
    timestamp: { header: 'x-slack-request-timestamp', unit: 'seconds', toleranceSeconds: 300 },
  },
  handshakes: [
    { kind: 'echo_body', when: { path: ['type'], equals: 'url_verification' }, echo: ['challenge'] },
  ],
  // Commands and clicks have no id; their bytes differ by the trigger that each names.
  deliveryId: [{ body: ['event_id'] }],
  eventType: [
    { body: ['type'] },
    { body: ['event', 'type'] },
    { body: ['event', 'subtype'] },
    { body: ['command'] },
  ],
  occurredAt: { body: ['event_time'] },
  formPayload: 'payload',
  answerWithinSeconds: 3,
};

const deadTokens = ['invalid_auth', 'token_expired', 'token_revoked', 'account_inactive'];

/** Errors of https://docs.slack.dev/reference/methods/oauth.v2.access, answered with status 200. */
const tokenErrors: NonNullable<OAuth2Auth['tokenErrors']> = {
  invalid_code: 'invalid_grant',
  code_already_used: 'invalid_grant',
  invalid_refresh_token: 'invalid_grant',
  token_revoked: 'invalid_grant',
  invalid_auth: 'invalid_grant',
  account_inactive: 'invalid_grant',
  invalid_client_id: 'invalid_client',
  bad_client_secret: 'invalid_client',
  bad_redirect_uri: 'invalid_request',
  invalid_grant_type: 'unsupported_grant_type',
  internal_error: 'temporarily_unavailable',
  fatal_error: 'temporarily_unavailable',
  service_unavailable: 'temporarily_unavailable',
  request_timeout: 'temporarily_unavailable',
  ratelimited: 'temporarily_unavailable',
};

/**
 * `pkce: none`: Slack's confidential apps do not take it (docs/providers/slack.md gives the reason). `refresh:
 * rotating`: an app with token rotation gets a refresh token that is replaced at each use, any other gets none and its
 * token does not end.
 */
export const slackManifest: ProviderManifest = {
  key: 'slack',
  name: 'Slack',
  vendor: 'Slack',
  category: 'messages',
  auth: {
    kind: 'oauth2',
    authorizeUrl: 'https://slack.com/oauth/v2/authorize',
    tokenUrl: 'https://slack.com/api/oauth.v2.access',
    revokeUrl: 'https://slack.com/api/auth.revoke',
    pkce: 'none',
    clientAuth: 'body',
    scopeSeparator: ',',
    refresh: 'rotating',
    userToken: { scopeParam: 'user_scope', at: ['authed_user'] },
    tokenErrors,
    refusedToken: { member: 'error', values: deadTokens },
    revocation: {
      method: 'POST',
      token: { bearer: true },
      which: 'access',
      gone: { errors: deadTokens },
    },
  },
  scopes,
  apiUrl: 'https://slack.com/api',
  hosts: ['slack.com'],
  models: [
    {
      model: 'message',
      purpose: 'messaging',
      powers: ['pull', 'push', 'delete'],
      containerName: 'channel',
      // Nothing but an event says that a message was deleted.
      listEveryHours: 24,
    },
    { model: 'contact', purpose: 'contact_sync', powers: ['pull'], containerName: 'workspace' },
  ],
  // Most methods take 50 a minute. A 429 is about one method: https://docs.slack.dev/apis/web-api/rate-limits
  limits: { requestsPerSecond: 1, concurrent: 3, scope: 'method' },
  webhooks,
  guide: 'docs/providers/slack.md',
};
