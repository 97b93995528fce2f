export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** Sorted, cut to the range, and joined where they touch or overlap; what has no length is nobody's time. */
export const mergeIntervals = (
  intervals: readonly Interval[],
  { from, to }: { readonly from: number; readonly to: number },
): Interval[] => {
  const merged: { start: number; end: number }[] = [];
  const cut = intervals
    .map(({ start, end }) => ({ start: Math.max(start, from), end: Math.min(end, to) }))
    .filter(({ start, end }) => start < end)
    .sort((a, b) => a.start - b.start);
  for (const interval of cut) {
    const last = merged.at(-1);
    if (last && interval.start <= last.end) last.end = Math.max(last.end, interval.end);
    else merged.push(interval);
  }
  return merged;
};
