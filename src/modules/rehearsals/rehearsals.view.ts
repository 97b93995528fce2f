import type { Rehearsal } from './rehearsal.entity.js';
import type { DriftAuditView, DryRunView } from './rehearsals.dto.js';

const common = (rehearsal: Rehearsal) => ({
  id: rehearsal.id,
  connectionId: rehearsal.connectionId,
  syncId: rehearsal.syncId ?? null,
  status: rehearsal.status,
  progress: rehearsal.progress,
  error: rehearsal.errorCode ? { code: rehearsal.errorCode, detail: rehearsal.errorDetail ?? '' } : null,
  createdAt: rehearsal.createdAt.toISOString(),
  startedAt: rehearsal.startedAt?.toISOString() ?? null,
  finishedAt: rehearsal.finishedAt?.toISOString() ?? null,
  expiresAt: rehearsal.expiresAt.toISOString(),
});

export const viewDryRun = (rehearsal: Rehearsal): DryRunView => ({
  ...common(rehearsal),
  full: rehearsal.wish.full ?? rehearsal.wish.draft !== undefined,
  settings: { ...(rehearsal.wish.draft ?? rehearsal.wish.changes) },
  // Stored by the engine in this very shape.
  result: (rehearsal.result ?? null) as DryRunView['result'],
});

export const viewDriftAudit = (rehearsal: Rehearsal): DriftAuditView => ({
  ...common(rehearsal),
  sample: rehearsal.wish.sample ?? null,
  result: (rehearsal.result ?? null) as DriftAuditView['result'],
});
