import { z } from 'zod';
import { Filter } from '#mappings';
import { conflictPolicies, directions } from '#records';
import { modelNames } from '#unified-models';

const policy = z.enum(conflictPolicies).describe('What happens when both sides changed the same field');
const settings = {
  sensitiveConsentId: z
    .uuid()
    .nullable()
    .describe(
      'A given consent for the fields that the provider guards (employee_sensitive); null leaves them out and erases them here',
    ),
  name: z.string().min(1).max(200),
  direction: z.enum(directions),
  policy,
  fieldPolicies: z.record(z.string(), z.enum(conflictPolicies)).describe('Other policies for single fields'),
  mappingId: z.uuid().nullable().describe('See POST …/mappings; a change reads the stored records anew'),
  mappingVersion: z.int().min(1).nullable().describe('Without it the latest when mappingId is set'),
  filter: Filter.nullable(),
  autoSync: z.boolean().describe('Run by itself every intervalSeconds, or as adaptiveInterval says'),
  intervalSeconds: z
    .number()
    .int()
    .min(60)
    .max(7 * 86_400),
  adaptiveInterval: z
    .boolean()
    .describe(
      'intervalSeconds is the fastest: what is quiet is polled up to 8 times (at most 6 hours) less often until it changes, what webhooks tell of every 6 hours',
    ),
};

export const CreateSync = z
  .strictObject({
    connectionId: z.uuid(),
    consentId: z.uuid().describe('A given consent for the purpose of the model; see GET …/consents'),
    sensitiveConsentId: settings.sensitiveConsentId.default(null),
    model: z.enum(modelNames).default('calendar_event'),
    containerId: z.string().min(1).max(4_000).describe('From GET …/connections/{id}/containers'),
    name: settings.name.optional(),
    direction: settings.direction.default('two_way'),
    policy: settings.policy.default('manual'),
    fieldPolicies: settings.fieldPolicies.default({}),
    mappingId: settings.mappingId.default(null),
    mappingVersion: settings.mappingVersion.default(null),
    filter: settings.filter.default(null),
    autoSync: settings.autoSync.default(true),
    intervalSeconds: settings.intervalSeconds.default(900),
    adaptiveInterval: settings.adaptiveInterval.default(true),
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
  warnings: z.number().int().default(0).describe('Mapping or filter expressions that failed on an object'),
});

export const RunView = z
  .object({
    id: z.uuid(),
    syncId: z.uuid(),
    kind: z.enum(['full', 'incremental']),
    trigger: z.enum(['manual', 'schedule', 'webhook', 'change']),
    receiptId: z.uuid().nullable().describe('The first webhook that it began with or took along'),
    status: z.enum(['queued', 'running', 'paused', 'held', 'succeeded', 'failed', 'cancelled']),
    phase: z.enum(['pull', 'absent', 'apply', 'push', 'done']),
    counts,
    progress: z.object({
      done: z.number().int(),
      expected: z.number().int().nullable().describe('null when the provider does not say'),
      perSecond: z.number().nullable().describe('Over the last seconds; of a run that is over, the average'),
      secondsLeft: z.number().nullable().describe('At that rate; null when that cannot be said'),
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
    durationSeconds: z.number().nullable().describe('From startedAt until it was over, or until now'),
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
    effectiveIntervalSeconds: z.int().describe('How often it runs by itself at present'),
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
