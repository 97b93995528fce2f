import { z } from 'zod';
import { canonical } from './canonical.js';
import type { ChainedFacts, ChainHead, PersonalFacts } from './chain.js';

/*
 * The export that `causeway audit verify` reads, described in docs/audit.md: one canonical JSON object a line, first
 * where it starts, then every event in sequence order, last what must have arrived. Every byte has a meaning that
 * the verifier checks, so no byte can be changed unseen.
 */
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const sequence = z.int().positive();
const json = z.json();

const StartLine = z.strictObject({
  type: z.literal('start'),
  format: z.literal('causeway.audit/1'),
  organizationId: z.uuid(),
  fromSequence: sequence,
  previousHash: hash,
});

const EventLine = z.strictObject({
  type: z.literal('event'),
  id: z.uuid(),
  organizationId: z.uuid(),
  sequence,
  occurredAt: z.iso.datetime(),
  action: z.string(),
  outcome: z.enum(['success', 'refused', 'failure']),
  actor: z.strictObject({
    kind: z.enum(['member', 'api_key', 'operator', 'end_user', 'system', 'provider']),
    id: z.string(),
  }),
  target: z.strictObject({ type: z.string(), id: z.string() }),
  details: z.record(z.string(), json),
  requestId: z.string().nullable(),
  personal: z.record(z.string(), json).nullable(),
  personalSalt: hash.nullable(),
  personalDigest: hash.nullable(),
  previousHash: hash,
  hash,
});

const EndLine = z.strictObject({
  type: z.literal('end'),
  count: z.int().nonnegative(),
  lastSequence: z.int().nonnegative(),
  lastHash: hash,
});

const Line = z.discriminatedUnion('type', [StartLine, EventLine, EndLine]);
export type ExportLine = z.infer<typeof Line>;
export type EventLine = z.infer<typeof EventLine>;
export type StartLine = z.infer<typeof StartLine>;
export type EndLine = z.infer<typeof EndLine>;

/** What one exported event holds. Without `personal` and salt it still verifies: its digest stays in the hash. */
export interface ExportedEvent extends ChainedFacts {
  readonly personal: PersonalFacts | null;
  readonly personalSalt: string | null;
  readonly hash: string;
}

export const formatStart = (organizationId: string, before: ChainHead): string =>
  canonical({
    type: 'start',
    format: 'causeway.audit/1',
    organizationId,
    fromSequence: before.sequence + 1,
    previousHash: before.hash,
  } satisfies StartLine);

export const formatEvent = (event: ExportedEvent): string => canonical({ type: 'event', ...event });

export const formatEnd = (count: number, last: ChainHead): string =>
  canonical({ type: 'end', count, lastSequence: last.sequence, lastHash: last.hash } satisfies EndLine);

/** Undefined unless the line is exactly what we would have written: no other spacing, order, key or escape. */
export const parseLine = (text: string): ExportLine | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return canonical(value) === text ? Line.safeParse(value).data : undefined;
  } catch {
    return undefined; // no JSON, or JSON that has no canonical form (a lone surrogate)
  }
};
