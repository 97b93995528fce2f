import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';
import type { Checkpoint, Held } from './engine/index.js';
import type { PaceSample } from './run-pace.js';

export type RunStatus = 'queued' | 'running' | 'paused' | 'held' | 'succeeded' | 'failed' | 'cancelled';
export type RunTrigger = 'manual' | 'schedule' | 'webhook' | 'change';

/*
 *   queued ─► running ─► succeeded | failed | cancelled
 *     ▲         │ ├► paused ─(resume)─► queued
 *     │         │ └► held ──(approve, reject)─► queued
 *     └(retry, yield)┘
 *
 * A sync has at most one run that is not over. `queued` with `resumeAt` waits for a provider to recover; one that yields
 * lets others go first and goes on at its checkpoint. A running run
 * belongs to whoever holds the lease; when that process dies the lease ends and another takes the run up at its
 * checkpoint, under the next fence, which the old process cannot write under.
 */
const SyncRunSchema = defineEntity({
  name: 'SyncRun',
  tableName: 'sync_run',
  properties: {
    ...organizationScoped,
    syncId: p.uuid(),
    kind: p.string().$type<'full' | 'incremental'>(),
    trigger: p.string().$type<RunTrigger>(),
    /** The webhook that started it. */
    receiptId: p.uuid().nullable(),
    status: p.string().$type<RunStatus>(),
    control: p.string().$type<'run' | 'pause' | 'cancel'>(),
    checkpoint: p.json<Checkpoint>(),
    held: p.json<Held>().nullable(),
    retryFailed: p.boolean(),
    /** Failures in a row without progress. */
    attempts: p.integer(),
    /** Since when it is `queued`; what waits for a while makes long runs let go. */
    waitingSince: p.datetime(),
    /** One or two moments in the last seconds and what was done by then; see `run-pace.ts`. */
    pace: p.json<PaceSample[]>().nullable(),
    resumeAt: p.datetime().nullable(),
    leaseFence: p.bigint('number'),
    leaseUntil: p.datetime().nullable(),
    errorCode: p.string().nullable(),
    errorDetail: p.string().nullable(),
    createdAt: p.datetime(),
    startedAt: p.datetime().nullable(),
    progressAt: p.datetime().nullable(),
    finishedAt: p.datetime().nullable(),
  },
});

/** One execution of a sync. */
export class SyncRun extends SyncRunSchema.class {}
SyncRunSchema.setClass(SyncRun);

export const activeStatuses: RunStatus[] = ['queued', 'running', 'paused', 'held'];
