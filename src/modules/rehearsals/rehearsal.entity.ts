import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';
import type { CreateSync, DriftFindings, RehearsalFindings, RunCounts, UpdateSync } from '#syncs';

export type RehearsalKind = 'dry_run' | 'drift_audit';
export type RehearsalStatus = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** What is to be rehearsed. */
export interface RehearsalWish {
  /** A sync that does not exist yet. */
  readonly draft?: CreateSync;
  /** Settings as they would be changed. */
  readonly changes?: UpdateSync;
  readonly full?: boolean;
  readonly retryFailed?: boolean;
  /** About how many objects a drift audit looks at; all of them when absent. */
  readonly sample?: number | undefined;
}

export interface RehearsalProgress {
  readonly phase: string;
  readonly done: number;
  readonly expected: number | null;
}

export interface DryRunResult extends RehearsalFindings {
  readonly counts: RunCounts;
}
export type RehearsalResult = DryRunResult | DriftFindings;

/*
 *   queued ─► running ─► succeeded | failed | cancelled
 *     ▲          │
 *     └─ (retry, or the process died: it begins anew, for it has no effects)
 *
 * A running one belongs to whoever holds the lease, under its fence.
 */
const RehearsalSchema = defineEntity({
  name: 'Rehearsal',
  tableName: 'rehearsal',
  properties: {
    ...organizationScoped,
    kind: p.string().$type<RehearsalKind>(),
    connectionId: p.uuid(),
    syncId: p.uuid().nullable(),
    wish: p.json<RehearsalWish>(),
    status: p.string().$type<RehearsalStatus>(),
    control: p.string().$type<'run' | 'cancel'>(),
    progress: p.json<RehearsalProgress>(),
    result: p.json<RehearsalResult>().nullable(),
    /** Records that a drift audit found to differ, for its repair; null when they are too many to name. */
    suspects: p.json<readonly string[]>().nullable(),
    /** How often it was begun. */
    attempts: p.integer(),
    resumeAt: p.datetime().nullable(),
    leaseFence: p.bigint('number'),
    leaseUntil: p.datetime().nullable(),
    errorCode: p.string().nullable(),
    errorDetail: p.string().nullable(),
    createdAt: p.datetime(),
    startedAt: p.datetime().nullable(),
    finishedAt: p.datetime().nullable(),
    /** Then it is forgotten. */
    expiresAt: p.datetime(),
  },
});

/** A look at what a sync would do (dry run) or at how far both sides agree (drift audit). */
export class Rehearsal extends RehearsalSchema.class {}
RehearsalSchema.setClass(Rehearsal);

export const activeStatuses: RehearsalStatus[] = ['queued', 'running'];
export const isOver = ({ status }: Pick<Rehearsal, 'status'>): boolean => !activeStatuses.includes(status);
