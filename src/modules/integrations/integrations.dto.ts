import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';

/** PKCS#1 (as GitHub gives it) or PKCS#8, for RS256 (RFC 7518 §3.3: 2048 bits at least). */
const isRsaKey = (pem: string): boolean => {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem);
    return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
  } catch {
    return false;
  }
};

export const AppInput = z
  .strictObject({
    id: z.string().regex(/^[\w.-]{1,100}$/, 'the id of the app, which is not its client id'),
    slug: z.string().regex(/^[\w.-]{1,100}$/, 'the name of the app in its address'),
    privateKey: z
      .string()
      .max(20_000)
      .refine(isRsaKey, 'an RSA private key in PEM of 2048 bits or more')
      .meta({ writeOnly: true }),
  })
  .meta({
    id: 'AppInput',
    description: 'App that people can install in their account, where the vendor has such',
  });

const client = {
  id: z.string().min(1).max(500),
  secret: z.string().min(1).max(10_000).meta({ writeOnly: true }),
  app: AppInput.optional(),
};
export const OAuthClientInput = z
  .strictObject(client)
  .meta({ id: 'OAuthClientInput', description: 'OAuth client that you registered at the vendor' });
export type ClientInput = z.infer<typeof OAuthClientInput>;

const webhookSecret = z
  .string()
  .min(1)
  .max(1_000)
  .nullable()
  .optional()
  .describe(
    'What the vendor signs the app’s deliveries with. Left out: stays. Another: both are valid for a day. null: none.',
  )
  .meta({ writeOnly: true });

export const ProviderClientInput = z.strictObject({ ...client, webhookSecret }).meta({
  id: 'ProviderClientInput',
  description: 'The operator’s client, shared by organizations without their own',
});
export type ProviderClientInput = z.infer<typeof ProviderClientInput>;

export const CreateIntegration = z
  .strictObject({
    provider: z.string().min(1).max(100).describe('Key of the provider, see GET /v1/providers'),
    client: OAuthClientInput.optional().describe('Leave out to use the operator’s shared client'),
    webhookSecret,
    enabled: z.boolean().default(true),
  })
  .meta({ id: 'CreateIntegration' });
export type CreateIntegration = z.infer<typeof CreateIntegration>;

export const UpdateIntegration = z
  .strictObject({
    client: OAuthClientInput.nullable().optional().describe('null returns to the operator’s shared client'),
    webhookSecret,
    enabled: z.boolean().optional(),
  })
  .meta({ id: 'UpdateIntegration' });
export type UpdateIntegration = z.infer<typeof UpdateIntegration>;

const AppView = z.object({ id: z.string(), slug: z.string() }).nullable();
const webhookFacts = {
  hasWebhookSecret: z.boolean(),
  previousWebhookSecretUntil: z.iso.datetime().nullable().describe('Until when the one before is valid'),
};

export const IntegrationView = z
  .object({
    id: z.uuid(),
    provider: z.string(),
    name: z.string(),
    enabled: z.boolean(),
    clientId: z.string().nullable(),
    client: z.enum(['own', 'shared', 'missing', 'not_needed']).describe('Whose OAuth client serves'),
    app: AppView.describe('The organization’s own app'),
    ...webhookFacts,
    redirectUri: z.string().nullable().describe('Register this redirect address at the vendor'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Integration' });
export type IntegrationView = z.infer<typeof IntegrationView>;

export const IntegrationList = z
  .object({ data: z.array(IntegrationView), nextCursor: z.string().nullable() })
  .meta({ id: 'IntegrationList' });

export const ProviderView = z
  .object({
    key: z.string(),
    name: z.string(),
    vendor: z.string(),
    category: z.string(),
    sandbox: z
      .boolean()
      .describe('A simulator inside the hub stands for the vendor, to try things out without an account'),
    auth: z.enum(['oauth2', 'api_key', 'basic']),
    methods: z.array(z.enum(['oauth', 'installation', 'secret'])).describe('Ways to connect'),
    credentials: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('JSON Schema of what to enter by the method `secret`'),
    settings: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('JSON Schema of what a connect session needs besides, such as the company’s name there'),
    scopes: z.array(
      z.object({ scope: z.string(), purpose: z.string(), reason: z.string(), required: z.boolean() }),
    ),
    models: z.array(
      z.object({
        model: z.string(),
        purpose: z.string(),
        powers: z.array(z.string()),
        containerName: z.string(),
      }),
    ),
    redirectUri: z.string().nullable(),
    guide: z.string(),
  })
  .meta({ id: 'Provider' });
export type ProviderView = z.infer<typeof ProviderView>;

export const ProviderList = z
  .object({ data: z.array(ProviderView), nextCursor: z.string().nullable() })
  .meta({ id: 'ProviderList' });

export const ProviderClientView = z
  .object({
    provider: z.string(),
    clientId: z.string(),
    app: AppView,
    ...webhookFacts,
    redirectUri: z.string(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'ProviderClient' });
export type ProviderClientView = z.infer<typeof ProviderClientView>;
export const ProviderClientList = z
  .object({ data: z.array(ProviderClientView), nextCursor: z.null() })
  .meta({ id: 'ProviderClientList' });
