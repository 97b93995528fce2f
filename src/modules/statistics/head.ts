import type { Lines } from './counts.js';
import type { CountedSyncs } from './counted-syncs.js';
import type { Period } from './period.js';

/** What every answer begins with. */
export const periodHead = ({ from, to, timeZone }: Period, { leftOut }: CountedSyncs) => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
  timeZone,
  leftOut: [...leftOut],
});

export const headOf = (period: Period, counted: CountedSyncs, lines: Lines) => ({
  ...periodHead(period, counted),
  total: lines.total.count,
});
