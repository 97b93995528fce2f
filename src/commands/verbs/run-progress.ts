import { setTimeout as sleep } from 'node:timers/promises';
import type { Schemas } from '../../client/index.js';
import type { Hub, OpenOrganization } from '../hub/index.js';
import { remark } from '../terminal/index.js';

type Run = Schemas['SyncRun'];

const ended: readonly Run['status'][] = ['succeeded', 'failed', 'cancelled', 'held'];
const askEveryMs = 400;

/** Asks until the run has ended or waits for a person; shows a bar on a terminal and nothing elsewhere. */
export const followRun = async (
  hub: Hub,
  { client, id }: OpenOrganization,
  run: Run,
  isShown: boolean,
): Promise<Run> => {
  const path = { organizationId: id, syncId: run.syncId, id: run.id };
  const ask = () =>
    hub.answer(
      client.GET('/v1/organizations/{organizationId}/syncs/{syncId}/runs/{id}', { params: { path } }),
    );
  const bar = await barFor(isShown);
  let now = run;
  for (; !ended.includes(now.status); now = await ask()) {
    bar.show(now);
    await sleep(askEveryMs);
  }
  bar.end(now);
  return now;
};

interface Bar {
  show(run: Run): void;
  end(run: Run): void;
}

const barFor = async (isShown: boolean): Promise<Bar> => {
  if (!isShown) return { show: () => undefined, end: () => undefined };
  if (!process.stdout.isTTY) return { show: lines(), end: () => undefined };
  const { progress } = await import('@clack/prompts');
  const bar = progress({ max: 1000, style: 'heavy' });
  let reached = 0;
  bar.start('Starting');
  return {
    show({ progress: { done, expected }, phase, status }) {
      const share = expected ? Math.min(done / expected, 1) * 1000 : reached;
      const step = Math.max(0, Math.round(share) - reached);
      reached += step;
      bar.advance(step, `${status === 'queued' ? 'waiting' : phase}: ${counted(done, expected)}`);
    },
    end(run) {
      if (run.status === 'succeeded') bar.stop(outcomeOf(run));
      else bar.error(outcomeOf(run));
    },
  };
};

const counted = (done: number, expected: number | null): string =>
  expected === null ? `${done} so far` : `${done} of ${expected}`;

/** Without a terminal: a line when something has moved, on the error stream. */
const lines = (): ((run: Run) => void) => {
  let last = '';
  return ({ status, phase, progress: { done, expected } }) => {
    const line = `${status}, ${phase}: ${counted(done, expected)}`;
    if (line !== last) remark(line);
    last = line;
  };
};

/** What a run did, in a sentence. */
export const outcomeOf = ({ status, counts, error, held }: Run): string => {
  if (error) return `${status}: ${error.detail} (${error.code})`;
  if (held) return `held: ${held.explanation} Decide it: approve or reject.`;
  const did = [
    [counts.pulledCreated, 'new here'],
    [counts.pulledUpdated, 'changed here'],
    [counts.pulledDeleted, 'deleted here'],
    [counts.pushedCreated + counts.pushedUpdated + counts.pushedDeleted, 'written there'],
    [counts.conflicts, 'in conflict'],
    [counts.failed, 'failed'],
  ].flatMap(([count, what]) => (count ? [`${count} ${what}`] : []));
  return `${status}: ${did.length > 0 ? did.join(', ') : 'nothing had changed'}`;
};
