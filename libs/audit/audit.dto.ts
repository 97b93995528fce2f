import { z } from 'zod';
import type { AuditEvent } from './audit-event.entity.js';
import { genesis } from './chain/index.js';

const actorKinds = ['member', 'api_key', 'operator', 'end_user', 'system', 'provider'] as const;
const outcomes = ['success', 'refused', 'failure'] as const;
// PostgreSQL takes no NUL in a text; a query string can carry one as %00.
const id = z
  .string()
  .max(200)
  .refine(text => !text.includes('\0'), 'expected text without NUL');
const dotted = z.string().regex(/^[a-z0-9_.]{1,100}$/);

export const AuditEventView = z
  .strictObject({
    id: z.uuid(),
    sequence: z.int().positive(),
    occurredAt: z.iso.datetime(),
    action: z.string(),
    outcome: z.enum(outcomes),
    actor: z.strictObject({ kind: z.enum(actorKinds), id: z.string() }),
    target: z.strictObject({ type: z.string(), id: z.string() }),
    details: z.record(z.string(), z.unknown()),
    requestId: z.string().nullable(),
    personal: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'Null when none was known or when it was erased.' }),
    previousHash: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'AuditEvent' });
export type AuditEventView = z.infer<typeof AuditEventView>;

export const AuditEventPage = z
  .strictObject({ data: z.array(AuditEventView), nextCursor: z.string().nullable() })
  .meta({ id: 'AuditEventPage' });

export const AuditHead = z
  .strictObject({
    sequence: z.int().nonnegative(),
    hash: z.string(),
    head: z.string().meta({ description: '`SEQUENCE:HASH`, as `causeway audit verify --head` takes it.' }),
  })
  .meta({ id: 'AuditHead' });

export const AuditQuery = z.strictObject({
  action: dotted
    .optional()
    .meta({ description: 'Beginning of the action: `consent.` finds all about consents.' }),
  actorKind: z.enum(actorKinds).optional(),
  actorId: id.optional(),
  targetType: id.optional(),
  targetId: id.optional(),
  outcome: z.enum(outcomes).optional(),
  from: z.iso.datetime({ offset: true }).optional().meta({ description: 'Inclusive.' }),
  to: z.iso.datetime({ offset: true }).optional().meta({ description: 'Exclusive.' }),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type AuditQuery = z.infer<typeof AuditQuery>;

export const AuditExportQuery = z.strictObject({
  format: z.enum(['ndjson', 'csv']).default('ndjson'),
  fromSequence: z.coerce
    .number()
    .int()
    .min(1)
    .default(genesis.sequence + 1),
  personal: z.enum(['true', 'false']).default('false').meta({
    description: 'Whether addresses, user agents and names are in the export. It verifies either way.',
  }),
});
export type AuditExportQuery = z.infer<typeof AuditExportQuery>;

export const toView = (event: AuditEvent): AuditEventView => ({
  id: event.id,
  sequence: event.sequence,
  occurredAt: event.occurredAt.toISOString(),
  action: event.action,
  outcome: event.outcome,
  actor: event.actor,
  target: event.target,
  details: event.details,
  requestId: event.requestId ?? null,
  personal: event.personal ?? null,
  previousHash: event.previousHash,
  hash: event.hash,
});
