import type { ProviderManifest, ScopeUse, WebhookManifest } from '#provider-sdk';

const use = (scope: string, reason: string, more: Partial<ScopeUse> = {}): ScopeUse => ({
  scope,
  purpose: 'file_sync',
  reason,
  required: false,
  ...more,
});

/**
 * One address per app for all accounts; a delivery names accounts and nothing else, in the same bytes each time.
 * https://www.dropbox.com/developers/reference/webhooks
 */
const webhooks: WebhookManifest = {
  routing: { app: { account: [[{ body: ['list_folder', 'accounts', '*'] }]] } },
  signature: {
    kind: 'hmac',
    header: 'x-dropbox-signature',
    algorithm: 'sha256',
    encoding: 'hex',
    signed: ['body'],
  },
  handshakes: [{ kind: 'echo_query', method: 'GET', parameter: 'challenge' }],
  deliveryId: 'none',
  eventType: [{ text: 'list_folder' }],
  answerWithinSeconds: 10,
};

/** https://www.dropbox.com/developers/documentation/http/documentation#oauth2-authorize */
export const dropboxManifest: ProviderManifest = {
  key: 'dropbox',
  name: 'Dropbox',
  vendor: 'Dropbox',
  category: 'files',
  auth: {
    kind: 'oauth2',
    authorizeUrl: 'https://www.dropbox.com/oauth2/authorize',
    tokenUrl: 'https://api.dropboxapi.com/oauth2/token',
    revokeUrl: 'https://api.dropboxapi.com/2/auth/token/revoke',
    pkce: 'S256',
    clientAuth: 'body',
    scopeSeparator: ' ',
    // Without it there is no refresh token, and the access token ends after four hours.
    authorizeParams: { token_access_type: 'offline' },
    refresh: 'static',
    // Ends the whole grant, by an access token: https://www.dropbox.com/developers/documentation/http/documentation#auth-token-revoke
    revocation: { method: 'POST', token: { bearer: true }, which: 'access', gone: { statuses: [401] } },
  },
  scopes: [
    use('account_info.read', 'Shows which Dropbox account is connected.', {
      purpose: 'identity',
      required: true,
    }),
    use('files.metadata.read', 'Lists your files and folders: names, places, sizes and times.', {
      required: true,
    }),
    use('files.content.read', 'Fetches the content of a file when you ask for it.'),
    use('files.content.write', 'Creates, renames, moves and deletes files and folders.'),
    use('sharing.read', 'Finds the link of a file that is shared by link already.'),
    use('sharing.write', 'Makes a link to a file when you ask for one.'),
  ],
  apiUrl: 'https://api.dropboxapi.com/2',
  hosts: ['api.dropboxapi.com', 'content.dropboxapi.com'],
  models: [
    {
      model: 'file',
      purpose: 'file_sync',
      powers: ['pull', 'push', 'delete'],
      containerName: 'folder',
      // Changes of nothing but the case of a name are not reported.
      listEveryHours: 168,
    },
  ],
  // Unpublished: https://developers.dropbox.com/dbx-performance-guide. Writes of one account wait for each other there.
  limits: { requestsPerSecond: 8, concurrent: 4 },
  webhooks,
  guide: 'docs/providers/dropbox.md',
};
