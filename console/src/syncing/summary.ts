import { countOf, plural, type Run } from './words.js';

type Counts = Run['counts'];

const parts = (verbs: readonly (readonly [count: number, verb: string])[]): string =>
  verbs
    .filter(([count]) => count > 0)
    .map(([count, verb]) => `${String(count)} ${verb}`)
    .join(', ');

export const readSentence = ({ pulledCreated, pulledUpdated, pulledDeleted }: Counts): string =>
  parts([
    [pulledCreated, 'created'],
    [pulledUpdated, 'changed'],
    [pulledDeleted, 'deleted'],
  ]);

export const writtenSentence = ({ pushedCreated, pushedUpdated, pushedDeleted }: Counts): string =>
  parts([
    [pushedCreated, 'created'],
    [pushedUpdated, 'changed'],
    [pushedDeleted, 'deleted'],
  ]);

const unfinished: Readonly<Record<string, string>> = {
  queued: 'waits for its turn',
  running: 'under way',
  paused: 'paused',
  held: 'waits for a decision',
};

/** What a run did in one line: `42 created here; 3 changed in the account`. */
export const summaryOf = ({ counts, status }: Run, model: string): string => {
  const now = unfinished[status];
  if (now !== undefined) return now;
  const [here, there] = [readSentence(counts), writtenSentence(counts)];
  const done = [
    ...(here === '' ? [] : [`${here} here`]),
    ...(there === '' ? [] : [`${there} in the account`]),
    ...(counts.conflicts > 0 ? [plural(counts.conflicts, 'conflict')] : []),
    ...(counts.failed > 0 ? [`${String(counts.failed)} refused`] : []),
  ];
  if (done.length > 0) return done.join('; ');
  if (status !== 'succeeded') return 'nothing was changed';
  return counts.pulledUnchanged > 0
    ? `nothing had changed in ${countOf(counts.pulledUnchanged, model)}`
    : 'nothing had changed';
};
