import { z } from 'zod';

export const CreateConnection = z
  .strictObject({
    integrationId: z.uuid(),
    credentials: z
      .record(z.string(), z.string().max(10_000))
      .describe('What the provider’s `credentials` schema asks for; only for providers without OAuth')
      .meta({ writeOnly: true }),
    endUserId: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('Your own id of the person whose account it is'),
    memberId: z.uuid().optional(),
  })
  .meta({ id: 'CreateConnection' });
export type CreateConnection = z.infer<typeof CreateConnection>;

export const ConnectionView = z
  .object({
    id: z.uuid(),
    integrationId: z.uuid(),
    provider: z.string(),
    status: z.enum(['active', 'needs_reauth', 'disconnected']),
    account: z.object({ id: z.string(), name: z.string(), email: z.string().nullable() }),
    settings: z.record(z.string(), z.string()),
    grantedScopes: z.array(z.string()),
    missing: z
      .array(z.object({ scope: z.string(), purpose: z.string(), reason: z.string() }))
      .describe('Scopes that were asked for and not granted; what needs them does not work'),
    endUserId: z.string().nullable(),
    memberId: z.uuid().nullable(),
    credential: z
      .object({ expiresAt: z.iso.datetime().nullable(), renews: z.boolean() })
      .nullable()
      .describe('null once the credential was destroyed'),
    revocation: z.enum(['none', 'pending', 'done', 'unsupported', 'failed']),
    lastError: z.object({ code: z.string(), detail: z.string(), at: z.iso.datetime() }).nullable(),
    lastUsedAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    disconnectedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Connection' });
export type ConnectionView = z.infer<typeof ConnectionView>;

export const ConnectionList = z
  .object({ data: z.array(ConnectionView), nextCursor: z.string().nullable() })
  .meta({ id: 'ConnectionList' });

export const ContainerView = z
  .object({
    id: z.string(),
    name: z.string(),
    writable: z.boolean(),
    primary: z.boolean(),
    color: z.string().nullable(),
    timeZone: z.string().nullable(),
  })
  .meta({ id: 'Container' });
export type ContainerView = z.infer<typeof ContainerView>;

export const ContainerList = z
  .object({ data: z.array(ContainerView), nextCursor: z.string().nullable() })
  .meta({ id: 'ContainerList' });

export const HealthView = z
  .object({
    healthy: z.boolean(),
    status: z.string(),
    code: z.string().nullable(),
    detail: z.string().nullable(),
  })
  .meta({ id: 'ConnectionHealth' });
export type HealthView = z.infer<typeof HealthView>;

export const CreateConnectSession = z
  .strictObject({
    integrationId: z.uuid(),
    endUserId: z.string().min(1).max(200).describe('Your own id of the person who will connect'),
    endUserLabel: z.string().max(200).optional().describe('How the page greets the person'),
    connectionId: z.uuid().optional().describe('Reconnect this connection instead of making a new one'),
    memberId: z.uuid().optional(),
    scopes: z.array(z.string().max(500)).max(100).optional().describe('Default: every scope of the provider'),
    noticeVersion: z
      .string()
      .min(1)
      .max(100)
      .default('1')
      .describe('Version of the privacy notice you showed'),
    returnTo: z.url().max(2_000).optional().describe('Where the browser goes afterwards; an allowed origin'),
    expiresInSeconds: z.number().int().min(60).max(86_400).default(1_800),
  })
  .meta({ id: 'CreateConnectSession' });
export type CreateConnectSession = z.infer<typeof CreateConnectSession>;

export const ConnectSessionView = z
  .object({
    id: z.uuid(),
    integrationId: z.uuid(),
    connectionId: z.uuid().nullable().describe('Set once the person has connected'),
    status: z.enum(['open', 'completed', 'expired']),
    consentIds: z.array(z.uuid()).describe('Consents the person gave on the page; a sync stands on one'),
    url: z.string().optional().describe('Shown once: the link for the person'),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'ConnectSession' });
export type ConnectSessionView = z.infer<typeof ConnectSessionView>;
