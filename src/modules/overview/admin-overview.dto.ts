import { z } from 'zod';

const count = z.int().min(0);
const time = z.iso.datetime();

export const adminAttentionKinds = [
  'tasks_failing',
  'work_dead',
  'work_late',
  'queue_paused',
  'organizations_suspended',
  'security_login_failed',
  'security_access_refused',
  'security_sign_in_refused',
  'security_audit',
  'database_connections',
] as const;

export const AdminAttentionItem = z
  .object({
    kind: z.enum(adminAttentionKinds),
    level: z.enum(['stopped', 'warning', 'notice']),
    text: z.string().describe('What is the matter, in a sentence'),
    nextStep: z.string().describe('What helps'),
    at: time.nullable(),
    count: count.optional(),
    task: z.string().optional().describe('The queue it is about'),
  })
  .meta({ id: 'AdminAttentionItem' });
export type AdminAttentionItem = z.infer<typeof AdminAttentionItem>;

export const AdminOverview = z
  .object({
    at: time,
    since: time,
    version: z.string(),
    process: z.object({
      role: z.enum(['all', 'api', 'worker']),
      node: z.string(),
      uptimeSeconds: count,
      memoryBytes: count,
    }),
    database: z.object({
      version: z.string(),
      sizeBytes: count,
      connections: count,
      maxConnections: count,
      answerMs: z.number().describe('How long it took to answer these questions'),
    }),
    organizations: z.object({ active: count, suspended: count }),
    connections: z.object({ active: count, needsReauth: count, disconnected: count }),
    runs: z.object({
      succeeded: count.describe('Begun since then'),
      failed: count.describe('Begun since then'),
      running: count,
      queued: count,
      paused: count,
      held: count,
    }),
    intake: z.object({ received: count, quarantined: count, forged: count }),
    queues: z.object({
      waiting: count,
      running: count,
      failing: count.describe('Lanes whose last run threw'),
      dead: count.describe('Given up'),
      oldestSeconds: z.number().nullable(),
      paused: count.describe('Tasks, providers and organizations that are paused'),
    }),
    attention: z.array(AdminAttentionItem).describe('What needs an operator, most urgent first'),
  })
  .meta({ id: 'AdminOverview' });
export type AdminOverview = z.infer<typeof AdminOverview>;
