import { HubError, ProviderError, type ProviderErrorCode } from '#kernel';
import type { Held } from './breaker.js';
import type { Checkpoint } from './checkpoint.js';

/** How a run left off: `yielded` for others to go first. All but `succeeded`, `failed` and `cancelled` are taken up again at the checkpoint. */
export type RunEnd =
  | { readonly kind: 'succeeded' | 'paused' | 'cancelled' | 'interrupted' | 'yielded' }
  | { readonly kind: 'held'; readonly held: Held }
  /** `retryAt` is null when the provider named no time: the caller's backoff decides. */
  | {
      readonly kind: 'retry';
      readonly code: ProviderErrorCode | 'internal_error';
      readonly detail: string;
      readonly retryAt: Date | null;
    }
  | { readonly kind: 'failed'; readonly code: string; readonly detail: string };

export type RunOutcome = RunEnd & { readonly checkpoint: Checkpoint };

/** Leaves the phases at once with an end that is none of the hub's own failures. */
export class RunStopped extends Error {
  constructor(readonly end: RunEnd) {
    super(`run ${end.kind}`);
    this.name = 'RunStopped';
  }
}

/** Thrown by a call to the provider, as opposed to one of the store, which is not ours to explain. */
export class ProviderFailure extends Error {
  constructor(readonly error: ProviderError) {
    super(error.message, { cause: error });
    this.name = 'ProviderFailure';
  }
}

/** Anything but a `ProviderError` is a bug of the provider and counts as permanent. */
export const toProviderFailure = (error: unknown): ProviderFailure =>
  new ProviderFailure(
    error instanceof ProviderError
      ? error
      : new ProviderError('permanent', 'The provider failed unexpectedly.', { cause: error }),
  );

export const endOfFailure = ({ error }: ProviderFailure, now: Date): RunEnd => {
  const { providerCode: code, publicDetail: detail, retryAfterMs } = error;
  switch (code) {
    case 'rate_limited':
    case 'temporary': {
      const retryAt = retryAfterMs === undefined ? null : new Date(now.getTime() + retryAfterMs);
      return { kind: 'retry', code, detail, retryAt };
    }
    case 'auth_expired':
    case 'insufficient_scope':
    case 'not_found':
    case 'cursor_expired':
    case 'permanent':
      return { kind: 'failed', code, detail };
  }
};

/** A gate says no by throwing an expected failure; anything else is a fault of ours. */
export const endOfGate = (error: unknown): RunStopped | null =>
  error instanceof HubError
    ? new RunStopped({ kind: 'failed', code: error.code, detail: error.publicDetail })
    : null;
