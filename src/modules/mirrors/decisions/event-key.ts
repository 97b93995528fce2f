import type { EventTime, Fields } from '#unified-models';

type ZonedTime = Extract<EventTime, { kind: 'time' }>;

const formats = new Map<string, Intl.DateTimeFormat | null>();

const formatOf = (zone: string): Intl.DateTimeFormat | null => {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const isZone = Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC';
  const digits = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit' } as const;
  const format = isZone
    ? new Intl.DateTimeFormat('en-US', {
        ...{ ...digits, minute: '2-digit', second: '2-digit' },
        ...{ hourCycle: 'h23', timeZone: zone },
      })
    : null;
  formats.set(zone, format);
  return format;
};

/** What a clock in the zone shows at an instant, as if it were UTC. */
const wallAt = (format: Intl.DateTimeFormat, instant: number): number => {
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const { year, month, day, hour, minute, second } = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
};

/** Wall time to instant; an hour that a zone skips or repeats may be off by that hour, which only costs a match. */
const instantOf = ({ local, zone }: ZonedTime): string => {
  const wall = Date.parse(`${local}Z`);
  const format = zone === null ? null : formatOf(zone);
  if (format === null || Number.isNaN(wall)) return `${local}[${zone ?? ''}]`;
  const guess = wall - (wallAt(format, wall) - wall);
  return new Date(guess - (wallAt(format, guess) - wall)).toISOString();
};

/** The same title at the same moment, in whatever zone each provider says it. */
export const eventKey = (fields: Fields): string | null => {
  const start = fields['start'] as EventTime | undefined;
  if (start === undefined) return null;
  const moment = start.kind === 'date' ? start.date : instantOf(start);
  const title = typeof fields['title'] === 'string' ? fields['title'] : '';
  return `${moment} ${title.trim().toLowerCase()}`;
};
