import type { ProviderManifest } from '#provider-sdk';

export const contactsScope = 'https://www.googleapis.com/auth/contacts';

/**
 * Google sends nothing when a contact changes (the People API has no watch): the syncs poll.
 *
 * `issuer` is left out: Google's discovery document does not advertise
 * `authorization_response_iss_parameter_supported` (RFC 9207 §3).
 */
export const googleContactsManifest: ProviderManifest = {
  key: 'google-contacts',
  name: 'Google Contacts',
  vendor: 'Google',
  category: 'contacts',
  auth: {
    kind: 'oauth2',
    authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    revokeUrl: 'https://oauth2.googleapis.com/revoke',
    pkce: 'S256',
    clientAuth: 'body',
    scopeSeparator: ' ',
    // prompt=consent: without it Google gives a refresh token only the first time an account agrees.
    authorizeParams: { access_type: 'offline', prompt: 'consent', include_granted_scopes: 'true' },
    refresh: 'static',
  },
  scopes: [
    {
      scope: 'openid',
      purpose: 'identity',
      reason: 'Recognises your Google account when you connect it again.',
      required: true,
    },
    {
      scope: 'https://www.googleapis.com/auth/userinfo.email',
      purpose: 'identity',
      reason: 'Shows which Google account is connected.',
      required: true,
    },
    {
      scope: contactsScope,
      purpose: 'contact_sync',
      reason: 'Reads and writes your contacts and their labels.',
      required: true,
    },
  ],
  apiUrl: 'https://people.googleapis.com/v1',
  hosts: ['people.googleapis.com', 'oauth2.googleapis.com'],
  models: [
    {
      model: 'contact',
      purpose: 'contact_sync',
      powers: ['pull', 'push', 'delete'],
      containerName: 'address book',
    },
  ],
  // Google counts 90 reads and, apart from them, 90 writes a minute and person, and wants writes one after another.
  limits: { requestsPerSecond: 3, concurrent: 2 },
  guide: 'docs/providers/google-contacts.md',
};
