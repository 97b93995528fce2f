import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';
import type { Checkpoint, Held } from './engine/index.js';

export type RunStatus = 'queued' | 'running' | 'paused' | 'held' | 'succeeded' | 'failed' | 'cancelled';
export type RunTrigger = 'manual' | 'schedule' | 'webhook' | 'change';

/*
 *   queued ─► running ─► succeeded | failed | cancelled
 *     ▲         │ ├► paused ─(resume)─► queued
 *     │         │ └► held ──(approve, reject)─► queued
 *     └─(retry)─┘
 *
 * A sync has at most one run that is not over. `queued` with `resumeAt` waits for a provider to recover. A running run
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
    status: p.string().$type<RunStatus>(),
    control: p.string().$type<'run' | 'pause' | 'cancel'>(),
    checkpoint: p.json<Checkpoint>(),
    held: p.json<Held>().nullable(),
    retryFailed: p.boolean(),
    /** Failures in a row without progress. */
    attempts: p.integer(),
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
