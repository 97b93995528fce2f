import {
  createLocally,
  deleteLocally,
  editLocally,
  resolveConflict,
  type Choices,
  type ConflictPolicy,
  type Decision,
  type Direction,
  type SyncRecord,
} from '#records';
import type { Fields } from '#unified-models';
import { nextCursor, startCheckpoint, type Checkpoint } from '../run/checkpoint.js';
import type { RunOutcome } from '../run/outcome.js';
import { runSync } from '../run/run.js';
import { mutationOf, type RunInput, type RunRequest } from '../run/sync-run.js';
import { MemoryProvider } from './memory-provider.js';
import { MemoryStore } from './memory-store.js';
import { MortalStore, type CrashPlan } from './mortal-store.js';
import { noteModel } from './note-model.js';
import { memorySession } from './session.js';

export interface WorldOptions {
  readonly direction?: Direction;
  readonly policyFor?: (field: string) => ConflictPolicy;
  readonly pageSize?: number;
  readonly normalise?: (fields: Fields) => Fields;
}

/** One sync between a store and a provider in memory, with hands for the people on both sides. */
export class World {
  readonly store = new MemoryStore();
  readonly provider: MemoryProvider;
  readonly context: Pick<RunRequest, 'model' | 'direction' | 'policyFor'>;
  /** What happens during the next calls to the provider, one entry a call. */
  readonly meanwhile: (() => Promise<void>)[] = [];
  gate: RunInput['gate'] = () => Promise.resolve();
  /** Where the next process dies. */
  crash: CrashPlan | null = null;
  abort = new AbortController();
  private time = Date.UTC(2026, 0, 1);
  private ids = 0;
  private runs = 0;

  constructor(options: WorldOptions = {}) {
    const { direction = 'two_way', policyFor = () => 'manual', pageSize = 3, normalise } = options;
    this.context = { model: noteModel, direction, policyFor };
    const meanwhile = async () => this.meanwhile.shift()?.();
    this.provider = new MemoryProvider({
      pageSize,
      now: this.now,
      meanwhile,
      ...(normalise && { normalise }),
    });
  }

  readonly now = (): Date => new Date((this.time += 1_000));

  readonly newId = (): string => `r${String((this.ids += 1)).padStart(6, '0')}`;

  create(fields: Fields): Promise<string> {
    const record = createLocally(this.newId(), fields, this.now());
    const mutation = { before: null, after: record, cause: 'create', superseded: [] } as const;
    return this.store.transaction(tx => tx.write([mutation])).then(() => record.id);
  }

  edit(id: string, change: (fields: Fields) => Fields): Promise<void> {
    return this.touch(id, record => editLocally(this.context, record, change(record.fields), this.now()));
  }

  remove(id: string, seen: (fields: Fields) => void = () => undefined): Promise<void> {
    return this.touch(id, record => {
      seen(record.fields);
      return deleteLocally(this.context, record, this.now());
    });
  }

  resolve(id: string, choices: Choices): Promise<void> {
    return this.touch(id, record => resolveConflict(this.context, record, choices, this.now()));
  }

  /** What the API does: load with a lock, decide, write. */
  private touch(id: string, step: (record: SyncRecord) => Decision): Promise<void> {
    return this.store.transaction(async tx => {
      const record = await tx.recordById(id);
      if (record !== null) await tx.write(mutationOf(record, step(record)));
    });
  }

  record(id: string): SyncRecord {
    const record = this.store.records.get(id);
    if (record === undefined) throw new Error(`no record ${id}`);
    return record;
  }

  living(): SyncRecord[] {
    return [...this.store.records.values()].filter(record => !record.deleted);
  }

  private retriesFailed = false;

  /** A new run, from where the last one left the sync, or as a listing. */
  run(how: { readonly full?: boolean; readonly retryFailed?: boolean } = {}): Promise<RunOutcome> {
    this.runs += 1;
    const cursor = how.full === true ? null : nextCursor(this.store.checkpoint);
    this.store.checkpoint = startCheckpoint(cursor);
    this.retriesFailed = how.retryFailed ?? false;
    return this.resume();
  }

  /** The same run again, at its checkpoint and with its wishes. */
  resume(checkpoint: Checkpoint = this.store.checkpoint): Promise<RunOutcome> {
    this.store.checkpoint = checkpoint;
    this.store.fence += 1;
    return runSync(this.input(checkpoint, this.retriesFailed));
  }

  input(checkpoint: Checkpoint, retryFailed = false): RunInput {
    const request: RunRequest = {
      ...this.context,
      runId: `run-${this.runs}`,
      fence: this.store.fence,
      modelName: 'calendar_event',
      containerId: 'notes',
      checkpoint,
      retryFailed,
    };
    const session = memorySession(this.now, this.abort.signal);
    const { provider, newId } = this;
    const store = new MortalStore(this.store, this.crash);
    this.crash = null;
    return { request, store, provider, session, newId, gate: () => this.gate() };
  }
}

export const note = (title: string, more: Fields = {}): Fields => ({
  title,
  place: '',
  body: '',
  tags: [],
  ...more,
});
