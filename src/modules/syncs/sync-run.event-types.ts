import { z } from 'zod';
import { defineEventType } from '#database';

const data = z.object({
  runId: z.uuid(),
  syncId: z.uuid(),
  connectionId: z.uuid(),
  kind: z.enum(['full', 'incremental']),
  trigger: z.enum(['manual', 'schedule', 'webhook', 'change']),
  counts: z.record(z.string(), z.number()),
});

export const syncRunSucceeded = defineEventType({
  name: 'sync_run.succeeded',
  description: 'A run of a sync has done everything.',
  data,
});
export const syncRunFailed = defineEventType({
  name: 'sync_run.failed',
  description: 'A run of a sync was given up.',
  data: data.extend({ code: z.string(), detail: z.string() }),
});
export const syncRunHeld = defineEventType({
  name: 'sync_run.held',
  description: 'A run would delete so much that a person has to approve or reject it.',
  data: data.extend({ deletions: z.int(), total: z.int(), reason: z.enum(['everything', 'many']) }),
});

export const syncEventTypes = [syncRunSucceeded, syncRunFailed, syncRunHeld];
