import { z } from 'zod';
import { StartRun, UpdateSync } from '#syncs';

const count = z.number().int();
const ids = { recordId: z.uuid().nullable(), remoteId: z.string().nullable() };
const label = z.string().nullable().describe('Title, name or subject');

const sample = z
  .object({
    ...ids,
    label,
    fields: z
      .record(z.string(), z.object({ before: z.unknown().optional(), after: z.unknown().optional() }))
      .describe('Long values are cut'),
  })
  .meta({ id: 'RehearsalSample' });
const clash = z
  .object({
    ...ids,
    label,
    fields: z.record(z.string(), z.object({ local: z.unknown().optional(), remote: z.unknown().optional() })),
  })
  .meta({ id: 'RehearsalClash' });
const tally = z.object({ count, samples: z.array(sample) });
const clashes = z.object({ count, samples: z.array(clash) });

const DryRunFindings = z
  .object({
    hub: z
      .object({ create: tally, update: tally, delete: tally, restore: tally })
      .describe('What would change here; restore: deleted here, but edited there since'),
    provider: z
      .object({ create: tally, update: tally, delete: tally })
      .describe('What would be sent to the provider'),
    conflicts: z.object({
      opened: clashes.describe('Would wait for a person'),
      closed: tally.describe('Open ones that would be over'),
      decided: z
        .record(z.string(), count)
        .describe('Overlapping edits, by the policy that would decide them'),
      samples: z.array(
        z.object({
          recordId: z.string(),
          label,
          field: z.string(),
          winner: z.enum(['local', 'remote', 'neither']),
          by: z.string(),
          local: z.unknown().optional(),
          remote: z.unknown().optional(),
        }),
      ),
    }),
    held: z
      .array(
        z.object({
          flow: z.enum(['incoming', 'outgoing']),
          reason: z.enum(['everything', 'many']),
          deletions: count,
          total: count,
          sample: z.array(z.string()),
        }),
      )
      .describe(
        'Where the delete breaker would hold the run; the rest is counted as if a person then approved',
      ),
    uncertain: count.describe(
      'Creations of what the provider may have already: sent before without an answer, or gone from sight',
    ),
    counts: z.record(z.string(), count).describe('As the run would count'),
  })
  .meta({ id: 'DryRunFindings' });

const DriftReport = z
  .object({
    score: z.number().describe('Per cent of what was compared that agrees, rounded down'),
    compared: count,
    agreeing: count,
    differing: clashes,
    missingHere: clashes.describe('Objects at the provider without a record'),
    missingThere: clashes.describe('Records whose object the provider does not have'),
    fields: z.record(z.string(), count).describe('How often each field differs'),
    waiting: z
      .object({
        push: count.describe('Changed here, not sent yet'),
        decision: count.describe('In conflict'),
        deletion: count.describe('Deleted there, waiting for the delete breaker'),
      })
      .describe('Records that cannot agree yet; no part of the score'),
    share: z.number().describe('Share of all objects that was looked at'),
  })
  .meta({ id: 'DriftReport' });

const rehearsal = {
  id: z.uuid(),
  connectionId: z.uuid(),
  syncId: z.uuid().nullable(),
  status: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']),
  progress: z.object({ phase: z.string(), done: count, expected: count.nullable() }),
  error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().describe('Then it is forgotten'),
};

export const DryRunView = z
  .object({ ...rehearsal, full: z.boolean(), settings: z.looseObject({}), result: DryRunFindings.nullable() })
  .meta({ id: 'DryRun' });
export type DryRunView = z.infer<typeof DryRunView>;

export const DryRunList = z
  .object({ data: z.array(DryRunView), nextCursor: z.string().nullable() })
  .meta({ id: 'DryRunList' });

export const DriftAuditView = z
  .object({ ...rehearsal, sample: count.nullable(), result: DriftReport.nullable() })
  .meta({ id: 'DriftAudit' });
export type DriftAuditView = z.infer<typeof DriftAuditView>;

export const DriftAuditList = z
  .object({ data: z.array(DriftAuditView), nextCursor: z.string().nullable() })
  .meta({ id: 'DriftAuditList' });

export const StartDryRun = z
  .strictObject({ ...UpdateSync.shape, ...StartRun.shape })
  .meta({ id: 'StartDryRun', description: 'Settings as they would be changed; none rehearses the next run' });
export type StartDryRun = z.infer<typeof StartDryRun>;

export const StartDriftAudit = z
  .strictObject({
    sample: count
      .min(1)
      .max(1_000_000)
      .optional()
      .describe('Look at about so many objects, chosen at random; all of them when absent'),
  })
  .meta({ id: 'StartDriftAudit' });
export type StartDriftAudit = z.infer<typeof StartDriftAudit>;
