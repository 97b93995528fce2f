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
import type { Fields, ModelDefinition, ModelName } from '#unified-models';
import { informed } from '../../deletion-notices.js';
import { nextCursor, startCheckpoint, type Checkpoint } from '../run/checkpoint.js';
import type { RunOutcome } from '../run/outcome.js';
import { runSync } from '../run/run.js';
import { mutationOf, type RunInput, type RunRequest } from '../run/sync-run.js';
import { MemoryProvider } from './memory-provider.js';
import { MemoryStore } from './memory-store.js';
import { Crash, type CrashPlan, Life } from './life.js';
import { mortalProvider } from './mortal-provider.js';
import { MortalStore } from './mortal-store.js';
import { noteModel } from './note-model.js';
import { memorySession } from './session.js';

export interface WorldOptions {
  readonly model?: ModelDefinition;
  readonly modelName?: ModelName;
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
  /** Ids that webhooks called gone; a run takes them up and, once it is through, forgets them. */
  readonly notices = new Set<string>();
  private readonly modelName: ModelName;
  private time = Date.UTC(2026, 0, 1);
  private ids = 0;
  private runs = 0;

  constructor(options: WorldOptions = {}) {
    const { model = noteModel, direction = 'two_way', policyFor = () => 'manual' } = options;
    const { modelName = 'calendar_event', pageSize = 3, normalise } = options;
    this.modelName = modelName;
    this.context = { model, direction, policyFor };
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
      const [record] = await tx.recordsOf([id], []);
      if (record !== undefined) await tx.write(mutationOf(record, step(record)));
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

  dead(): SyncRecord[] {
    return [...this.store.records.values()].filter(record => record.deleted);
  }

  private retriesFailed = false;
  /** Whether others wait for the run’s place. */
  mustYield = (): Promise<boolean> => Promise.resolve(false);

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
    return this.through();
  }

  /** What happens in a process that dies nobody hears of. */
  private async through(): Promise<RunOutcome> {
    const { life, ...input } = this.process(this.store.checkpoint, this.retriesFailed);
    const outcome = await runSync(input);
    if (life.isOver) throw new Crash();
    return outcome;
  }

  input(checkpoint: Checkpoint, retryFailed = false): RunInput {
    const request: RunRequest = {
      ...this.context,
      runId: `run-${this.runs}`,
      fence: this.store.fence,
      modelName: this.modelName,
      containerId: 'notes',
      checkpoint,
      retryFailed,
    };
    const session = memorySession(this.now, this.abort.signal);
    const { store, provider, newId } = this;
    const mustYield = () => this.mustYield();
    return { request, store, provider, session, newId, mustYield, gate: () => this.gate() };
  }

  /** A run as one process works on it, with the death that was planned for the next one. */
  private process(checkpoint: Checkpoint, retryFailed: boolean): RunInput & { readonly life: Life } {
    const life = new Life(this.crash);
    this.crash = null;
    const input = this.input(checkpoint, retryFailed);
    const notices = [...this.notices].map(remoteId => ({ remoteId }));
    const taken = () =>
      life.during(async () => notices.forEach(({ remoteId }) => this.notices.delete(remoteId)));
    const provider = informed(mortalProvider(input.provider, life), notices, taken);
    const gate = () => life.during(input.gate);
    return { ...input, store: new MortalStore(input.store, life), provider, gate, life };
  }
}

export const note = (title: string, more: Fields = {}): Fields => ({
  title,
  place: '',
  body: '',
  tags: [],
  ...more,
});
