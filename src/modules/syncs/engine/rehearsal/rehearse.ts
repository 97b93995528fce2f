import { approveHeld, type Checkpoint, type RunCounts } from '../run/checkpoint.js';
import type { RunEnd, RunOutcome } from '../run/outcome.js';
import { runSync } from '../run/run.js';
import type { RunControl } from '../run/store.js';
import type { RunInput, RunRequest } from '../run/sync-run.js';
import { Findings, type RehearsalFindings } from './findings.js';
import { RehearsalStore } from './rehearsal-store.js';
import { rehearsedProvider } from './rehearsed-provider.js';
import { type Reread, rereadSource, rereadSteps } from './reread.js';
import type { RecordSource } from './source.js';

type Retry = Extract<RunEnd, { kind: 'retry' }>;

export interface RehearsalInput extends Omit<RunInput, 'request' | 'store'> {
  readonly request: Omit<RunRequest, 'fence'>;
  readonly source: RecordSource;
  /** The stored records are read anew first, as they are when these settings are saved; needs a source with payloads. */
  readonly reread?: Reread | null;
  readonly onReread?: (done: number) => void;
  control(): Promise<RunControl>;
  /** The provider asks for a pause. Answers true after it, or false to give up. */
  readonly pause?: (end: Retry) => Promise<boolean>;
}

export interface Rehearsed {
  readonly end: RunEnd;
  readonly counts: RunCounts;
  readonly findings: RehearsalFindings;
}

/**
 * What a run would do, found out by doing it: the engine itself runs, on a store that writes into an overlay and with a
 * provider that is only read. So it cannot drift from what a real run does. Where the breaker would hold the run it goes
 * on as if a person had approved, for the rest is worth knowing too.
 *
 * It foresees everything but the provider's answers: a refusal, somebody's edit in the meantime, and whether a creation
 * whose answer was lost took effect (`uncertain`).
 */
export const rehearse = async (input: RehearsalInput): Promise<Rehearsed> => {
  const { control, pause = () => Promise.resolve(false), request, ...rest } = input;
  const findings = new Findings(request.model);
  const source = input.reread ? rereadSource(input.source, input.reread) : input.source;
  const store = new RehearsalStore({ source, findings, control });
  const stopped = await rehearseReread(input, store);
  if (stopped) return { end: stopped, counts: request.checkpoint.counts, findings: findings.result };
  const provider = rehearsedProvider(input.provider, change =>
    findings.change(change, store.leaving(change.recordId)),
  );
  const play = (checkpoint: Checkpoint): Promise<RunOutcome> =>
    runSync({ ...rest, request: { ...request, checkpoint, fence: 0 }, store, provider });

  let outcome = await play(request.checkpoint);
  for (;;) {
    const { checkpoint, ...end } = outcome;
    if (end.kind === 'held') {
      findings.hold(end.held);
      outcome = await play(approveHeld(checkpoint, end.held));
    } else if (end.kind === 'retry' && (await pause(end))) outcome = await play(checkpoint);
    else return { end, counts: checkpoint.counts, findings: findings.result };
  }
};

/** The re-mapping that comes before the run; answers how it ended when somebody stopped it. */
const rehearseReread = async (
  { source, reread, onReread, session, control }: RehearsalInput,
  store: RehearsalStore,
): Promise<RunEnd | null> => {
  if (!reread) return null;
  for await (const { done, steps } of rereadSteps(source, reread)) {
    store.reread(steps);
    onReread?.(done);
    if ((await control()) !== 'run') return { kind: 'cancelled' };
    if (session.signal.aborted) return { kind: 'interrupted' };
  }
  return null;
};
