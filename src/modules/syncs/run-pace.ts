/** Seconds since 1970 by the database's clock, and what was done by then. */
export type PaceSample = readonly [at: number, done: number];

/** A rate is measured over the last one to two spans of so many seconds. */
export const paceSpanSeconds = 10;

/**
 * Keeps two samples, the newer one renewed each span. In the statement that saves a checkpoint, so that the window
 * survives the process and any process can show it. Takes `done` twice.
 */
export const paceSql = `case
  when pace is null then jsonb_build_array(jsonb_build_array(extract(epoch from clock_timestamp()), ?::int))
  when extract(epoch from clock_timestamp()) - (pace -> -1 ->> 0)::float8 >= ${paceSpanSeconds}
    then jsonb_build_array(pace -> -1, jsonb_build_array(extract(epoch from clock_timestamp()), ?::int))
  else pace end`;

export interface Pace {
  readonly done: number;
  /** Null: the provider does not say. */
  readonly expected: number | null;
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
}

interface Paced {
  readonly status: string;
  readonly done: number;
  readonly expected: number | null;
  readonly samples: readonly PaceSample[] | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

const tenths = (value: number): number => Math.round(value * 10) / 10;

/** Of a run that is over, the average; of one under way, the last seconds; one that waits has none. */
const rateOf = ({ status, done, samples, startedAt, finishedAt }: Paced, now: Date): number | null => {
  if (startedAt && finishedAt) {
    const seconds = (finishedAt.getTime() - startedAt.getTime()) / 1000;
    return seconds > 0 ? done / seconds : null;
  }
  const [first] = samples ?? [];
  if (status !== 'running' || first === undefined) return null;
  const [at, doneThen] = first;
  const seconds = now.getTime() / 1000 - at;
  return seconds >= 1 ? Math.max(0, done - doneThen) / seconds : null;
};

/** How far a run is, how fast it goes now, and how long it will take at that pace. */
export const paceOf = (run: Paced, now: Date): Pace => {
  const rate = rateOf(run, now);
  const isOver = run.finishedAt !== null;
  // A listing that began anew after a crash meets again what it has: more is done than there is.
  const expected = run.expected === null ? null : isOver ? run.expected : Math.max(run.expected, run.done);
  const left = expected === null || isOver ? null : expected - run.done;
  return {
    done: run.done,
    expected,
    perSecond: rate === null ? null : tenths(rate),
    secondsLeft: left === null || rate === null || rate === 0 ? null : Math.ceil(left / rate),
  };
};
