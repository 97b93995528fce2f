//#if !oauth2
import { z } from 'zod';
//#end
import type { ProviderManifest } from '#provider-sdk';

// Change here: addresses, hosts and figures are those of an invented service. Every option is described in
// docs/writing-a-provider.md; put a link to the vendor's own page beside each rule that you take from it.
export const __camel__Manifest: ProviderManifest = {
  key: '__key__',
  name: '__name__',
  vendor: '__name__',
  category: '__category__',
//#if oauth2
  auth: {
    kind: 'oauth2',
    authorizeUrl: 'https://auth.__key__.example/authorize',
    tokenUrl: 'https://auth.__key__.example/token',
    revokeUrl: 'https://auth.__key__.example/revoke',
    pkce: 'S256',
    clientAuth: 'basic',
    scopeSeparator: ' ',
    refresh: 'rotating',
  },
  scopes: [
    {
      scope: '__containers__:write',
      purpose: '__purpose__',
      reason: 'Reads and writes what is in the __container__ you choose.',
      required: true,
    },
  ],
//#end
//#if api_key
  auth: {
    kind: 'api_key',
    credentials: z.strictObject({
      apiKey: z.string().trim().min(1).max(500).meta({ secret: true, title: 'API key' }),
    }),
    header: ({ apiKey = '' }) => ({ authorization: `Bearer ${apiKey}` }),
  },
  scopes: [],
//#end
//#if basic
  auth: {
    kind: 'basic',
    credentials: z.strictObject({
      username: z.string().trim().min(1).max(320).meta({ title: 'User name' }),
      password: z.string().min(1).max(1_000).meta({ secret: true, title: 'App password' }),
    }),
    header: ({ username = '', password = '' }) => ({
      authorization: `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`,
    }),
  },
  scopes: [],
//#end
  apiUrl: 'https://api.__key__.example/v1',
  hosts: ['api.__key__.example'],
  models: [
    {
      model: '__model__',
      purpose: '__purpose__',
      powers: ['pull', 'push', 'delete'],
      containerName: '__container__',
    },
  ],
  limits: { requestsPerSecond: 5, concurrent: 4 },
//#if hmac
  webhooks: {
    // Every subscription has an address and a secret of its own; an address for the whole app is `app`.
    routing: { subscription: true },
    signature: {
      kind: 'hmac',
      header: 'x-__key__-signature',
      algorithm: 'sha256',
      encoding: 'hex',
      prefix: 'sha256=',
      signed: ['timestamp', { text: '.' }, 'body'],
      timestamp: { header: 'x-__key__-timestamp', unit: 'seconds', toleranceSeconds: 300 },
    },
    handshakes: [],
    deliveryId: [{ header: 'x-__key__-delivery' }],
    eventType: [{ body: ['type'] }],
    occurredAt: { body: ['occurred_at'] },
    answerWithinSeconds: 10,
  },
//#end
  guide: 'docs/providers/__key__.md',
};
