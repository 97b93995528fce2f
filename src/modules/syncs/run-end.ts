import { type HubError, providerErrorCodes } from '#kernel';
import type { RunEnd, RunOutcome } from './engine/index.js';
import type { RunStatus, SyncRun } from './sync-run.entity.js';

/** Failures in a row without any progress before a run is given up: about three hours with the backoff below. */
const maxAttempts = 12;
const backoffMs = (attempt: number): number => Math.min(30 * 60_000, 5_000 * 2 ** (attempt - 1));

export const isProviderCode = (code: string): boolean =>
  (providerErrorCodes as readonly string[]).includes(code);

/** A provider's failures carry the same codes here as in the API's problem documents. */
export const publicCode = (code: string): HubError['code'] =>
  isProviderCode(code) ? `provider_${code}` : code;

export const isOver = (status: RunStatus): boolean => ['succeeded', 'failed', 'cancelled'].includes(status);

/** Waiting for one's turn is no failure, however often. */
const isWaiting = (end: Extract<RunEnd, { kind: 'retry' }>): boolean =>
  end.code === 'rate_limited' && end.retryAt !== null;

const givenUp = (outcome: RunOutcome, attempts: number): RunEnd =>
  outcome.kind === 'retry' && !isWaiting(outcome) && attempts + 1 >= maxAttempts
    ? {
        kind: 'failed',
        code: outcome.code,
        detail: `${outcome.detail} Given up after ${maxAttempts} attempts.`,
      }
    : outcome;

/** What was asked while the run was about to queue up again is done at once, not when it is taken up next. */
export const endOf = (outcome: RunOutcome, { attempts, control }: SyncRun): RunEnd => {
  const end = givenUp(outcome, attempts);
  const waits = end.kind === 'retry' || end.kind === 'interrupted' || end.kind === 'yielded';
  if (control === 'cancel' && (waits || end.kind === 'held')) return { kind: 'cancelled' };
  return control === 'pause' && waits ? { kind: 'paused' } : end;
};

/** Writes an end down on the run's row. */
export const applyEnd = (run: SyncRun, end: RunEnd, now: Date): void => {
  run.leaseUntil = null;
  run.errorCode = null;
  run.errorDetail = null;
  switch (end.kind) {
    case 'succeeded':
    case 'cancelled':
    case 'paused':
      run.status = end.kind;
      return;
    case 'held':
      run.status = 'held';
      run.held = end.held;
      return;
    case 'interrupted':
    case 'yielded':
      queueUp(run, now);
      return;
    case 'retry':
      if (!isWaiting(end)) run.attempts += 1;
      queueUp(run, now);
      run.resumeAt = end.retryAt ?? new Date(now.getTime() + backoffMs(run.attempts));
      run.errorCode = publicCode(end.code);
      run.errorDetail = end.detail;
      return;
    case 'failed':
      run.status = 'failed';
      run.errorCode = publicCode(end.code);
      run.errorDetail = end.detail;
  }
};

/** To be taken up again at its checkpoint, behind whoever waits. */
export const queueUp = (run: SyncRun, now: Date): void => {
  run.status = 'queued';
  run.waitingSince = now;
};
