import { z } from 'zod';
import { conflictPolicies, directions } from '#records';
import { modelNames } from '#unified-models';

const policy = z.enum(conflictPolicies).describe('What happens when both sides changed the same field');
const settings = {
  name: z.string().min(1).max(200),
  direction: z.enum(directions),
  policy,
  fieldPolicies: z.record(z.string(), z.enum(conflictPolicies)).describe('Other policies for single fields'),
  autoSync: z.boolean().describe('Run by itself every intervalSeconds'),
  intervalSeconds: z
    .number()
    .int()
    .min(60)
    .max(7 * 86_400),
};

export const CreateSync = z
  .strictObject({
    connectionId: z.uuid(),
    consentId: z.uuid().describe('A given consent for the purpose of the model; see GET …/consents'),
    model: z.enum(modelNames).default('calendar_event'),
    containerId: z.string().min(1).max(4_000).describe('From GET …/connections/{id}/containers'),
    name: settings.name.optional(),
    direction: settings.direction.default('two_way'),
    policy: settings.policy.default('manual'),
    fieldPolicies: settings.fieldPolicies.default({}),
    autoSync: settings.autoSync.default(true),
    intervalSeconds: settings.intervalSeconds.default(900),
  })
  .meta({ id: 'CreateSync' });
export type CreateSync = z.infer<typeof CreateSync>;

export const UpdateSync = z
  .strictObject({ ...settings, consentId: z.uuid() })
  .partial()
  .meta({ id: 'UpdateSync' });
export type UpdateSync = z.infer<typeof UpdateSync>;

const counts = z.object({
  pulledCreated: z.number().int(),
  pulledUpdated: z.number().int(),
  pulledDeleted: z.number().int(),
  pulledUnchanged: z.number().int(),
  pushedCreated: z.number().int(),
  pushedUpdated: z.number().int(),
  pushedDeleted: z.number().int(),
  conflicts: z.number().int(),
  failed: z.number().int(),
});

export const RunView = z
  .object({
    id: z.uuid(),
    syncId: z.uuid(),
    kind: z.enum(['full', 'incremental']),
    trigger: z.enum(['manual', 'schedule', 'webhook', 'change']),
    status: z.enum(['queued', 'running', 'paused', 'held', 'succeeded', 'failed', 'cancelled']),
    phase: z.enum(['pull', 'absent', 'apply', 'push', 'done']),
    counts,
    progress: z.object({
      done: z.number().int(),
      expected: z.number().int().nullable().describe('null when the provider does not say'),
      perSecond: z.number().nullable(),
      secondsLeft: z.number().nullable(),
    }),
    held: z
      .object({
        flow: z.enum(['incoming', 'outgoing']),
        reason: z.enum(['everything', 'many']),
        deletions: z.number().int(),
        total: z.number().int(),
        sample: z.array(z.uuid()).describe('Records that would be deleted'),
        explanation: z.string(),
      })
      .nullable(),
    error: z.object({ code: z.string(), detail: z.string() }).nullable(),
    resumeAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'SyncRun' });
export type RunView = z.infer<typeof RunView>;

export const RunList = z
  .object({ data: z.array(RunView), nextCursor: z.string().nullable() })
  .meta({ id: 'SyncRunList' });

export const StartRun = z
  .strictObject({
    full: z.boolean().default(false).describe('List everything and compare, without trust in the cursor'),
    retryFailed: z.boolean().default(false).describe('Also push again what the provider refused'),
  })
  .meta({ id: 'StartRun' });
export type StartRun = z.infer<typeof StartRun>;

export const SyncView = z
  .object({
    id: z.uuid(),
    connectionId: z.uuid(),
    consentId: z.uuid(),
    ...settings,
    model: z.string(),
    containerId: z.string(),
    containerName: z.string(),
    nextRunAt: z.iso.datetime().nullable(),
    activeRun: RunView.nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Sync' });
export type SyncView = z.infer<typeof SyncView>;

export const SyncList = z
  .object({ data: z.array(SyncView), nextCursor: z.string().nullable() })
  .meta({ id: 'SyncList' });
