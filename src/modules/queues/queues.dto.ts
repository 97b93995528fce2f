import { z } from 'zod';

const time = z.iso.datetime();
const count = z.int().min(0);
const key = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\w.:-]+$/, 'expected the name of a task or provider, or the id of an organization');

export const pauseKinds = ['task', 'provider', 'organization'] as const;

export const QueueView = z
  .object({
    task: z.string(),
    waiting: count,
    running: count,
    delayed: count,
    failed: count.describe('wake-ups that the queue gave up; the sweeper finds their lanes again'),
    failing: count.describe('lanes whose last run threw'),
    dead: count.nullable().describe('null: this task keeps no dead work'),
    oldestSeconds: z.number().nullable().describe('age of the wake-up that has waited longest'),
    lastMinute: z.object({ runs: count, failures: count }),
    paused: z.boolean(),
  })
  .meta({ id: 'Queue' });
export const QueueList = z
  .object({ data: z.array(QueueView), nextCursor: z.null() })
  .meta({ id: 'QueueList' });

// Without an id: parameters of a query are written out in the API's description.
export const PauseTarget = z.strictObject({ kind: z.enum(pauseKinds), key });
export const CreatePause = z
  .strictObject({ kind: z.enum(pauseKinds), key, reason: z.string().min(1).max(200).optional() })
  .meta({ id: 'CreatePause' });
export const PauseView = z
  .object({
    kind: z.enum(pauseKinds),
    key: z.string(),
    reason: z.string().nullable(),
    pausedBy: z.string(),
    pausedAt: time,
  })
  .meta({ id: 'Pause' });
export const PauseList = z
  .object({ data: z.array(PauseView), nextCursor: z.null() })
  .meta({ id: 'PauseList' });

export const FailingLaneView = z
  .object({
    lane: z.string(),
    failures: count,
    lastError: z.string(),
    firstAt: time,
    lastAt: time,
    nextAt: time,
  })
  .meta({ id: 'FailingLane' });
export const FailingPage = z
  .object({ data: z.array(FailingLaneView), nextCursor: z.string().nullable() })
  .meta({ id: 'FailingPage' });

export const DeadItemView = z
  .object({
    id: z.string(),
    organizationId: z.string(),
    lane: z.string(),
    error: z.string().nullable(),
    attempts: count,
    diedAt: time,
  })
  .meta({ id: 'DeadItem' });
export const DeadPage = z
  .object({ data: z.array(DeadItemView), nextCursor: z.string().nullable() })
  .meta({ id: 'DeadPage' });
export const ReplayDead = z
  .strictObject({ ids: z.array(z.string().min(1).max(200)).min(1).max(500) })
  .meta({ id: 'ReplayDead' });
export const Replayed = z.object({ replayed: count }).meta({ id: 'Replayed' });

export const Weight = z
  .strictObject({ weight: z.int().min(1).max(100).describe('lanes a turn; 1 by default') })
  .meta({ id: 'OrganizationWeight' });
