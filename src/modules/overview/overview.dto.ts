import { z } from 'zod';
import { modelNames } from '#unified-models';

const count = z.int().min(0);
const time = z.iso.datetime();
const latency = z
  .object({ p50: z.number().nullable(), p95: z.number().nullable() })
  .describe('Milliseconds, of the last 1,000; null when there were none');

export const OverviewQuery = z.strictObject({
  since: time
    .optional()
    .describe('Where today begins for the viewer, at most 31 days ago; default: midnight in UTC'),
});
export type OverviewQuery = z.infer<typeof OverviewQuery>;

export const attentionKinds = [
  'connection_needs_reauth',
  'connection_failing',
  'connection_scope_missing',
  'connection_revocation_failed',
  'run_held',
  'run_failed',
  'run_paused',
  'conflicts_open',
  'consent_ended',
  'consent_ending',
  'endpoint_failing',
  'endpoint_disabled',
  'deliveries_dead',
  'receipts_dead',
  'receipts_quarantined',
  'security_login_failed',
  'security_access_refused',
  'security_sign_in_refused',
  'security_audit',
] as const;
export type AttentionKind = (typeof attentionKinds)[number];

const id = z.uuid().optional();

export const AttentionItem = z
  .object({
    kind: z.enum(attentionKinds),
    level: z
      .enum(['stopped', 'warning', 'notice'])
      .describe('stopped: something does not work until somebody acts'),
    text: z.string().describe('What is the matter, in a sentence'),
    nextStep: z.string().describe('What helps'),
    at: time.nullable().describe('Since when, or when last'),
    count: count.optional().describe('How many, where one item stands for several'),
    connectionId: id,
    syncId: id,
    runId: id,
    consentId: id,
    endpointId: id,
    provider: z.string().optional(),
  })
  .meta({ id: 'AttentionItem' });
export type AttentionItem = z.infer<typeof AttentionItem>;

export const Overview = z
  .object({
    at: time,
    since: time,
    connections: z.object({
      active: count,
      needsReauth: count,
      disconnected: count,
      failing: count.describe('Active ones whose last use failed'),
    }),
    runs: z.object({
      succeeded: count.describe('Begun since then'),
      failed: count.describe('Begun since then'),
      cancelled: count.describe('Begun since then'),
      running: count.describe('At the moment'),
      queued: count.describe('At the moment'),
      paused: count.describe('At the moment'),
      held: count.describe('At the moment'),
    }),
    records: z.array(z.object({ model: z.enum(modelNames), count })),
    openConflicts: count,
    intake: z.object({
      received: count,
      failed: count.describe('Given up'),
      quarantined: count.describe('Could not be checked or attributed'),
      forged: count,
      latencyMs: latency.describe('From arrival until processed'),
    }),
    deliveries: z.object({
      delivered: count,
      failed: count.describe('Given up'),
      pending: count,
      latencyMs: latency.describe('From the event until the endpoint took it'),
    }),
    attention: z.array(AttentionItem).describe('What needs somebody, most urgent first; at most 50'),
    hasMore: z.boolean().describe('Whether more than these need somebody'),
  })
  .meta({ id: 'Overview' });
export type Overview = z.infer<typeof Overview>;
