import { z } from 'zod';
import { ConnectionTrouble } from './connection-trouble.js';

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
    revocation: z
      .enum(['none', 'pending', 'done', 'kept', 'unsupported', 'failed'])
      .describe('kept: another connection still uses the same account, so the grant stands at the vendor'),
    budget: z
      .object({
        remaining: z.number().int().nullable(),
        resetAt: z.iso.datetime().nullable(),
        closedUntil: z.iso.datetime().nullable(),
      })
      .nullable()
      .describe(
        'What the vendor last said about requests of this account; null when this process knows nothing',
      ),
    lastError: z
      .object({
        code: z.string(),
        detail: z.string(),
        nextStep: z.string().describe('What helps, in a sentence for a person'),
        at: z.iso.datetime(),
      })
      .nullable(),
    trouble: ConnectionTrouble.nullable().describe('What keeps it from its work; null when nothing does'),
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
    method: z
      .enum(['oauth', 'installation'])
      .default('oauth')
      .describe('installation: the person installs the app in an account, and it acts there as itself'),
    settings: z
      .record(z.string().max(100), z.string().max(500))
      .default({})
      .describe('What the provider asks for before sign-in, such as the company’s name there; see its guide'),
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

export const ReconnectConnection = CreateConnectSession.pick({
  endUserLabel: true,
  noticeVersion: true,
  returnTo: true,
  scopes: true,
  expiresInSeconds: true,
})
  .extend({
    endUserId: CreateConnectSession.shape.endUserId
      .optional()
      .describe('Who authorizes it; default: the person or member it belongs to'),
  })
  .meta({ id: 'ReconnectConnection' });
export type ReconnectConnection = z.infer<typeof ReconnectConnection>;

export const TransferConnection = z
  .strictObject({
    endUserId: z.string().min(1).max(200).nullable().optional().describe('null: nobody. Left out: stays'),
    memberId: z.uuid().nullable().optional().describe('null: nobody. Left out: stays'),
  })
  .refine(({ endUserId, memberId }) => endUserId !== undefined || memberId !== undefined, {
    path: ['memberId'],
    message: 'expected memberId or endUserId',
  })
  .meta({ id: 'TransferConnection' });
export type TransferConnection = z.infer<typeof TransferConnection>;

export const ConnectSessionView = z
  .object({
    id: z.uuid(),
    integrationId: z.uuid(),
    connectionId: z.uuid().nullable().describe('Set once the person has connected'),
    method: z.enum(['oauth', 'installation']),
    status: z.enum(['open', 'completed', 'expired']),
    consentIds: z
      .array(z.uuid())
      .describe('Consents the person gave on the page, once connected; a sync stands on one'),
    failure: z
      .object({ code: z.string(), detail: z.string(), at: z.iso.datetime() })
      .nullable()
      .describe('Why the last sign-in connected nothing; the link can be opened again'),
    url: z.string().optional().describe('Shown once: the link for the person'),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'ConnectSession' });
export type ConnectSessionView = z.infer<typeof ConnectSessionView>;
