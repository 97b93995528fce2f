import { doneOf, type Held } from './engine/index.js';
import { paceOf } from './run-pace.js';
import type { SyncRun } from './sync-run.entity.js';
import type { Sync } from './sync.entity.js';
import type { RunView, SyncView } from './syncs.dto.js';

export const viewRun = (run: SyncRun, now: Date): RunView => ({
  id: run.id,
  syncId: run.syncId,
  kind: run.kind,
  trigger: run.trigger,
  receiptId: run.receiptId ?? null,
  status: run.status,
  phase: run.checkpoint.phase,
  counts: { ...run.checkpoint.counts, warnings: run.checkpoint.counts.warnings ?? 0 },
  progress: progressOf(run, now),
  held: run.status === 'held' && run.held ? viewHeld(run.held) : null,
  error: run.errorCode ? { code: run.errorCode, detail: run.errorDetail ?? '' } : null,
  resumeAt: run.resumeAt?.toISOString() ?? null,
  createdAt: run.createdAt.toISOString(),
  startedAt: run.startedAt?.toISOString() ?? null,
  finishedAt: run.finishedAt?.toISOString() ?? null,
  durationSeconds: run.startedAt ? secondsBetween(run.startedAt, run.finishedAt ?? now) : null,
});

const progressOf = (run: SyncRun, now: Date): RunView['progress'] => {
  const { status, checkpoint, startedAt, finishedAt, pace } = run;
  const { counts, expected } = checkpoint;
  const times = { startedAt: startedAt ?? null, finishedAt: finishedAt ?? null };
  return paceOf({ status, done: doneOf(counts), expected, samples: pace ?? null, ...times }, now);
};

const secondsBetween = (from: Date, to: Date): number =>
  Math.max(0, Math.round((to.getTime() - from.getTime()) / 100) / 10);

const viewHeld = (held: Held) => ({
  flow: held.flow,
  reason: held.reason,
  deletions: held.deletions,
  total: held.total,
  sample: [...held.sample],
  explanation: explain(held),
});

const explain = ({ flow, reason, deletions, total }: Held): string => {
  const where = flow === 'incoming' ? 'The provider no longer has' : 'The hub would delete at the provider';
  const how = reason === 'everything' ? 'everything' : 'more than 20 % and more than ten';
  return (
    `${where} ${deletions} of ${total} records: ${how}. Nothing was deleted. Approve the run if that is right; ` +
    `reject it to keep the records (a two-way sync then creates them at the provider again).`
  );
};

export const viewSync = (sync: Sync, active: SyncRun | null, now: Date): SyncView => ({
  id: sync.id,
  connectionId: sync.connectionId,
  consentId: sync.consentId,
  sensitiveConsentId: sync.sensitiveConsentId ?? null,
  name: sync.name,
  model: sync.model,
  containerId: sync.containerId,
  containerName: sync.containerName,
  direction: sync.direction,
  policy: sync.policy,
  fieldPolicies: sync.fieldPolicies,
  mappingId: sync.mappingId ?? null,
  mappingVersion: sync.mappingVersion ?? null,
  filter: sync.filter ?? null,
  autoSync: sync.autoSync,
  intervalSeconds: sync.intervalSeconds,
  adaptiveInterval: sync.adaptiveInterval,
  effectiveIntervalSeconds: sync.effectiveIntervalSeconds ?? sync.intervalSeconds,
  nextRunAt: sync.nextRunAt?.toISOString() ?? null,
  activeRun: active ? viewRun(active, now) : null,
  createdAt: sync.createdAt.toISOString(),
  updatedAt: sync.updatedAt.toISOString(),
});
