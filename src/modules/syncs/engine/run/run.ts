import { absentPhase, applyPhase } from './deletions.js';
import { endOfFailure, ProviderFailure, RunStopped, type RunEnd, type RunOutcome } from './outcome.js';
import { pullPhase } from './pull.js';
import { pushPhase } from './push.js';
import { SyncRun, type RunInput } from './sync-run.js';

/**
 * The life of a run.
 *
 *   pull ──▶ absent ──▶ apply ──▶ push ──▶ done
 *     │  (listing only)   ▲ breaker  ▲ breaker
 *     └───────────────────┘
 *
 * - `pull`: page after page, each decided and committed together with its cursor. Deletions are only staged.
 * - `absent`: a complete listing proves that what it did not name is gone; that too is only staged.
 * - `apply`: the delete breaker judges what is staged. It lets pass, or the run is `held` for a person.
 * - `push`: the breaker judges the deletions on their way out; then the dirty records go out.
 *
 * A process may die between any two statements. Every commit carries the checkpoint, so the same run taken up again
 * repeats at most one page or one batch of pushes, both of which are harmless to repeat. Outcomes other than
 * `succeeded`, `failed` and `cancelled` are taken up the same way. A failure of the store itself (or a lost lease) is
 * thrown, not reported: there is nowhere to report it to.
 */
export const runSync = async (input: RunInput): Promise<RunOutcome> => {
  const run = new SyncRun(input);
  const end = await runPhases(run);
  return { ...end, checkpoint: run.checkpoint };
};

const runPhases = async (run: SyncRun): Promise<RunEnd> => {
  try {
    await run.mayContinue();
    await run.passGate();
    await inOrder(run);
    return { kind: 'succeeded' };
  } catch (error) {
    if (error instanceof RunStopped) return error.end;
    if (error instanceof ProviderFailure) return endOfFailure(error, run.input.session.now());
    throw error;
  }
};

const inOrder = async (run: SyncRun): Promise<void> => {
  if (run.checkpoint.phase === 'pull') await pullPhase(run);
  if (run.checkpoint.phase === 'absent') await absentPhase(run);
  if (run.checkpoint.phase === 'apply') await applyPhase(run);
  if (run.checkpoint.phase === 'push') await pushPhase(run);
};
