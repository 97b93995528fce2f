import { z } from 'zod';

export const OAuthClientInput = z
  .strictObject({
    id: z.string().min(1).max(500),
    secret: z.string().min(1).max(10_000).meta({ writeOnly: true }),
  })
  .meta({ id: 'OAuthClientInput', description: 'OAuth client that you registered at the vendor' });

export const CreateIntegration = z
  .strictObject({
    provider: z.string().min(1).max(100).describe('Key of the provider, see GET /v1/providers'),
    client: OAuthClientInput.optional().describe('Leave out to use the operator’s shared client'),
    enabled: z.boolean().default(true),
  })
  .meta({ id: 'CreateIntegration' });
export type CreateIntegration = z.infer<typeof CreateIntegration>;

export const UpdateIntegration = z
  .strictObject({
    client: OAuthClientInput.nullable().optional().describe('null returns to the operator’s shared client'),
    enabled: z.boolean().optional(),
  })
  .meta({ id: 'UpdateIntegration' });
export type UpdateIntegration = z.infer<typeof UpdateIntegration>;

export const IntegrationView = z
  .object({
    id: z.uuid(),
    provider: z.string(),
    name: z.string(),
    enabled: z.boolean(),
    clientId: z.string().nullable(),
    client: z.enum(['own', 'shared', 'missing', 'not_needed']).describe('Whose OAuth client serves'),
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
    auth: z.enum(['oauth2', 'api_key', 'basic']),
    credentials: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('JSON Schema of what to enter, unless OAuth'),
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
    redirectUri: z.string(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'ProviderClient' });
export type ProviderClientView = z.infer<typeof ProviderClientView>;
