import type { ConflictPolicy, DecideContext, Decision, Direction, SyncRecord } from '#records';
import type { IntegrationProvider, ProviderSession } from '#provider-sdk';
import type { ModelDefinition, ModelName } from '#unified-models';
import type { Checkpoint } from './checkpoint.js';
import { endOfGate, RunStopped, toProviderFailure } from './outcome.js';
import type { Mutation, StoreTransaction, SyncStore } from './store.js';

export interface RunRequest {
  readonly runId: string;
  /** Number of the lease under which this process works; see `saveCheckpoint`. */
  readonly fence: number;
  readonly modelName: ModelName;
  readonly model: ModelDefinition;
  readonly containerId: string;
  readonly direction: Direction;
  readonly policyFor: (field: string) => ConflictPolicy;
  readonly checkpoint: Checkpoint;
  /** Also push records whose last push was refused for good; otherwise they wait for their next change. */
  readonly retryFailed?: boolean;
}

export interface RunInput {
  readonly request: RunRequest;
  readonly store: SyncStore;
  readonly provider: Pick<IntegrationProvider, 'pull' | 'push'>;
  readonly session: ProviderSession;
  /** Throws when the organization or the person no longer allows this. */
  readonly gate: () => Promise<void>;
  readonly newId: () => string;
  readonly onProgress?: (checkpoint: Checkpoint) => void;
  /** Asked between steps: do others wait, and is it their turn? */
  readonly mustYield?: () => Promise<boolean>;
}

/** What the phases share: the checkpoint as last committed, and the ways to commit, to stop and to call out. */
export class SyncRun {
  readonly context: DecideContext;
  private current: Checkpoint;
  private hasMoved = false;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(readonly input: RunInput) {
    const { model, direction, policyFor, checkpoint } = input.request;
    this.context = { model, direction, policyFor, newId: input.newId };
    this.current = checkpoint;
  }

  get checkpoint(): Checkpoint {
    return this.current;
  }

  /** One transaction that ends in a checkpoint. Concurrent pushes line up here, so that no count is lost. */
  commit(work: (tx: StoreTransaction, checkpoint: Checkpoint) => Promise<Checkpoint>): Promise<void> {
    const turn = this.queue.then(() => this.commitNow(work));
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  private async commitNow(
    work: (tx: StoreTransaction, checkpoint: Checkpoint) => Promise<Checkpoint>,
  ): Promise<void> {
    const { store, request, onProgress } = this.input;
    const before = this.current;
    this.current = await store.transaction(async tx => {
      const next = await work(tx, this.current);
      await tx.saveCheckpoint(request.fence, next);
      return next;
    });
    this.hasMoved ||= this.current !== before;
    onProgress?.(this.current);
  }

  /** Between two steps: does anybody want the run to stop? */
  async mayContinue(): Promise<void> {
    const control = await this.input.store.control();
    if (control === 'pause') throw new RunStopped({ kind: 'paused' });
    if (control === 'cancel') throw new RunStopped({ kind: 'cancelled' });
    if (this.input.session.signal.aborted) throw new RunStopped({ kind: 'interrupted' });
    // Not before something was done: a run that is taken up only to yield would never end.
    if (this.hasMoved && (await this.input.mustYield?.())) throw new RunStopped({ kind: 'yielded' });
  }

  async passGate(): Promise<void> {
    try {
      await this.input.gate();
    } catch (error) {
      throw endOfGate(error) ?? error;
    }
  }

  /** A call to the provider. After an abort its complaint means nothing: the run was stopped. */
  async calling<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (this.input.session.signal.aborted) await this.mayContinue();
      throw toProviderFailure(error);
    }
  }
}

export const mutationOf = (
  before: SyncRecord | null,
  { kind, after, superseded }: Decision,
  cause: Mutation['cause'] = kind,
): Mutation[] => (after === null || after === before ? [] : [{ before, after, cause, superseded }]);
