import type { Attendee, CalendarEventFields, EventTime } from '#unified-models';
import { sequence } from '../../../test/corpus/calendar/build.js';

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Africa/Casablanca', null];
const texts = ['Stand-up', 'Überprüfung; Q3, final', '会議 🎉', 'One\nTwo, three', 'שלום <b>&amp;</b> "x"'];
const two = (value: number): string => String(value).padStart(2, '0');

type Sample = Omit<CalendarEventFields, 'uid'>;

/** Events of all kinds that both servers keep (Xandikos loses a backslash in front of an n and splits a category at its comma); the same seed makes the same event. */
export const sampleEvent = (seed: number): Sample => {
  const next = sequence(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const zone = pick(zones);
  const isDate = seed % 4 === 0;
  const month = 1 + Math.floor(next() * 12);
  const day = 1 + Math.floor(next() * 20);
  const at = (shift: number, hour: number): EventTime => {
    const date = `2027-${two(month)}-${two(day + shift)}`;
    return isDate ? { kind: 'date', date } : { kind: 'time', local: `${date}T${two(hour)}:30:00`, zone };
  };
  const occurrence = (shift: number, title: string) => ({
    ...details(seed, pick),
    title,
    start: at(shift, 9),
    end: at(shift + 1, 12),
  });
  const isSeries = seed % 3 === 0;
  return {
    ...occurrence(0, `${pick(texts)} ${seed}`),
    visibility: pick(['default', 'public', 'private', 'confidential']),
    organizer: seed % 3 === 0 ? null : { email: 'boss@example.com', name: pick([null, 'Boss, the']) },
    categories: pick([[], ['blue', 'on site']]),
    url: pick([null, 'https://example.com/a?b=c;d']),
    recurrence: isSeries
      ? {
          rules: ['FREQ=DAILY;COUNT=6'],
          excluded: pick([[], [at(1, 9), at(3, 9)]]),
          additional: pick([[], [at(7, 9)]]),
        }
      : null,
    exceptions: isSeries ? [{ recurrenceId: at(2, 9), ...occurrence(2, 'Moved') }] : [],
  };
};

type Pick = <T>(from: readonly T[]) => T;
type Details = Omit<Sample['exceptions'][number], 'recurrenceId' | 'title' | 'start' | 'end'>;

const details = (seed: number, pick: Pick): Details => ({
  description: pick([null, ...texts]),
  location: pick([null, 'Room 7, 2nd floor']),
  status: pick(['confirmed', 'tentative', 'cancelled']),
  transparency: pick(['busy', 'free']),
  attendees: Array.from({ length: seed % 3 }, (_, index) => attendee(index, pick)),
  reminders: pick([
    null,
    [],
    [{ method: 'popup', minutesBefore: 10 }],
    [{ method: 'email', minutesBefore: 0 }],
  ]),
});

const attendee = (index: number, pick: Pick): Attendee => ({
  email: `guest${index}@example.com`,
  name: pick([null, `Guest, No. ${index}`]),
  role: pick(['required', 'optional', 'chair']),
  response: pick(['needs_action', 'accepted', 'declined', 'tentative']),
  kind: pick(['person', 'resource']),
});
