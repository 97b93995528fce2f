/**
 * Slack's message ids: seconds, a point, six digits. A double does not hold all sixteen digits of one, so they are
 * compared as text and never parsed as numbers.
 */
export const noTime = '0.000000';

/** Negative when `a` is earlier. */
export const compareTs = (a: string, b: string): number => {
  const [left, right] = [padded(a), padded(b)];
  return left < right ? -1 : left > right ? 1 : 0;
};

export const isAfter = (a: string, b: string): boolean => compareTs(a, b) > 0;

export const latestOf = (all: readonly (string | undefined)[]): string =>
  all.reduce<string>((latest, ts) => (ts !== undefined && isAfter(ts, latest) ? ts : latest), noTime);

const parts = (ts: string): [seconds: string, fraction: string] => {
  const [seconds = '0', fraction = ''] = ts.split('.');
  return [seconds, fraction.padEnd(6, '0').slice(0, 6)];
};

const padded = (ts: string): string => {
  const [seconds, fraction] = parts(ts);
  return seconds.padStart(14, '0') + fraction;
};

export const secondsOf = (ts: string): number => Number(parts(ts)[0]);

export const dateOf = (ts: string): Date => {
  const [seconds, fraction] = parts(ts);
  return new Date(Number(seconds) * 1000 + Number(fraction.slice(0, 3)));
};

export const tsAt = (at: Date): string => {
  const ms = Math.max(0, at.getTime());
  return `${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, '0')}000`;
};

/** So many seconds earlier, not before the beginning of time. */
export const earlier = (ts: string, seconds: number): string => {
  const [whole, fraction] = parts(ts);
  const rest = Number(whole) - seconds;
  return rest > 0 ? `${rest}.${fraction}` : noTime;
};
