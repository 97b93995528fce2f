import type { Attendee, CalendarEventFields, EventTime } from '#unified-models';

/** A small generator (mulberry32): the same seed makes the same event on every machine. */
const random = (seed: number): (() => number) => {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** Vienna and Zürich share a Windows name with Berlin. */
const zones = [
  'UTC',
  'Europe/Vienna',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Auckland',
  'Europe/Zurich',
];
const texts = [
  'Stand-up',
  'Überprüfung – Q3',
  '会議',
  'Line one\nLine two',
  '<b>bold</b> & more',
  'emoji 🎉',
];
/** Outlook says the second otherwise; it is kept as it was written. */
const rules = ['FREQ=DAILY;COUNT=6', 'FREQ=DAILY;UNTIL=20271231T235959Z'];
const reminders: readonly (readonly { method: 'popup'; minutesBefore: number }[])[] = [
  [],
  [{ method: 'popup', minutesBefore: 10 }],
  [{ method: 'popup', minutesBefore: 0 }],
];
const two = (value: number): string => String(value).padStart(2, '0');

type Sample = Omit<CalendarEventFields, 'uid' | 'organizer' | 'custom'>;
type Occurrence = Omit<Sample['exceptions'][number], 'recurrenceId'>;

/** Fields that Outlook keeps as they are; `uid` and `organizer` it sets itself. */
export const sampleEvent = (seed: number): Sample => {
  const next = random(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = <T>(members: readonly T[]): T => members[below(members.length)] as T;
  const zone = pick(zones);
  const isDate = seed % 4 === 0;
  const [day, month] = [1 + below(20), 1 + below(12)];
  const at = (shift: number, hour: number): EventTime => {
    const date = `2027-${two(month)}-${two(day + shift)}`;
    return isDate ? { kind: 'date', date } : { kind: 'time', local: `${date}T${two(hour)}:30:00`, zone };
  };
  const occurrence = (shift: number, title: string): Occurrence => {
    const transparency = below(3) ? 'busy' : 'free';
    return {
      title,
      description: below(2) ? pick(texts) : null,
      location: below(2) ? 'Room 7, 2nd floor' : null,
      status: transparency === 'free' || below(3) ? 'confirmed' : 'tentative',
      start: at(shift, 9 + (shift % 3)),
      end: at(shift + (isDate ? 1 : 0), 12),
      transparency,
      attendees: Array.from({ length: below(4) }, (_, index): Attendee => attendee(index, pick)),
      reminders: [...pick(reminders)],
    };
  };
  const isSeries = seed % 3 === 0;
  const rule = isDate ? rules[0] : pick(rules);
  return {
    ...occurrence(0, `${pick(texts)} ${seed}`),
    visibility: pick(['default', 'public', 'private', 'confidential']),
    categories: below(2) ? ['blue', 'work'] : [],
    url: below(2) ? 'https://example.com/a?b=c' : null,
    recurrence: isSeries
      ? { rules: [rule ?? ''], excluded: below(2) ? [at(1, 9)] : [], additional: [] }
      : null,
    exceptions: isSeries && below(3) ? [{ recurrenceId: at(2, 9), ...occurrence(2, 'Moved') }] : [],
  };
};

const attendee = (index: number, pick: <T>(members: readonly T[]) => T): Attendee => ({
  email: `guest${index}@example.com`,
  name: pick(['Grace', null]),
  role: pick(['required', 'optional']),
  response: 'needs_action',
  kind: 'person',
});
