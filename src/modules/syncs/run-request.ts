import { models } from '#unified-models';
import type { RunRequest } from './engine/index.js';
import type { Sync } from './sync.entity.js';
import type { SyncRun } from './sync-run.entity.js';

/** How the sync's settings decide. */
export const decisionsOf = (sync: Sync) => ({
  model: models[sync.model],
  direction: sync.direction,
  policyFor: (field: string) => sync.fieldPolicies[field] ?? sync.policy,
});

/** A run as the engine is told of it; settings are read anew each time it is taken up. */
export const requestOf = (
  sync: Sync,
  run: Pick<SyncRun, 'id' | 'leaseFence' | 'checkpoint' | 'retryFailed'>,
): RunRequest => ({
  ...decisionsOf(sync),
  runId: run.id,
  fence: run.leaseFence,
  modelName: sync.model,
  containerId: sync.containerId,
  checkpoint: run.checkpoint,
  retryFailed: run.retryFailed,
});
