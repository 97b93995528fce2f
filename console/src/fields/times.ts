/** When something starts or ends, as the unified models have it. */
export type EventTime =
  | { readonly kind: 'date'; readonly date: string }
  | { readonly kind: 'time'; readonly local: string; readonly zone: string | null };

export const isEventTime = (value: unknown): value is EventTime =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  ((value.kind === 'date' && 'date' in value) || (value.kind === 'time' && 'local' in value));

const dayMs = 86_400_000;
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeZone: 'UTC' });
const wall = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export const viewersZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export const dayWords = (date: string): string => {
  const time = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(time) ? date : day.format(time);
};

/** How far the clocks of a zone are ahead of UTC at an instant. */
const offsetMs = (instant: number, zone: string): number => {
  const parts = new Intl.DateTimeFormat('en-US-u-hc-h23', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find(found => found.type === type)?.value ?? 0);
  const shown = [part('month') - 1, part('day'), part('hour'), part('minute'), part('second')] as const;
  return Date.UTC(part('year'), ...shown) - Math.trunc(instant / 1_000) * 1_000;
};

/** The instant of a wall time in a zone; null when the zone is unknown here. Twice, for days on which clocks change. */
export const instantOf = (local: string, zone: string): number | null => {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return null;
  try {
    const near = asUtc - offsetMs(asUtc, zone);
    return asUtc - offsetMs(near, zone);
  } catch {
    return null; // RangeError: no zone of that name in this browser
  }
};

const wallWords = (local: string): string => {
  const time = Date.parse(`${local}Z`);
  return Number.isNaN(time) ? local : wall.format(time);
};

/** In the viewer's zone; where the writer meant another one, that is said too. A whole day's end is its last day. */
export const eventTimeWords = (time: EventTime, isEnd: boolean): string => {
  if (time.kind === 'date') {
    if (!isEnd) return dayWords(time.date);
    const last = new Date(Date.parse(`${time.date}T00:00:00Z`) - dayMs);
    return Number.isNaN(last.getTime()) ? time.date : day.format(last);
  }
  const { local, zone } = time;
  if (zone === null) return `${wallWords(local)}, wherever one is`;
  const instant = zone === viewersZone() ? null : instantOf(local, zone);
  if (zone === viewersZone()) return wallWords(local);
  if (instant === null) return `${wallWords(local)} (${zone})`;
  return `${whole.format(instant)} (there ${wallWords(local)}, ${zone})`;
};
