import type { ModelDefinition } from '#unified-models';
import type { DecisionContext } from './decisions/reconcile.js';
import type { FieldGuard } from './guarded/field-guard.js';

/** What the records of one sync need to know of it. */
export interface SyncContext {
  readonly syncId: string;
  /** The consent that the sync stands on. */
  readonly consentId: string;
  readonly model: ModelDefinition;
  readonly decisions: DecisionContext;
  /** False when the sync only pulls: then its records are read-only here. */
  readonly writable: boolean;
  /** Null where the model has no guarded fields. */
  readonly guard: FieldGuard | null;
}

/** Port: syncs come after records, so they offer this and records ask for it. */
export abstract class SyncContexts {
  /** Throws not_found when there is no such sync here. */
  abstract of(syncId: string): Promise<SyncContext>;
}

/** Emitted after a person's write committed: the provider is to be told soon. */
export const recordsWritten = 'records.written';
export interface RecordsWritten {
  readonly organizationId: string;
  readonly syncId: string;
}
