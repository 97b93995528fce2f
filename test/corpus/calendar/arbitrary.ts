import { CalendarEventFields, type EventTime } from '#unified-models';
import fc from 'fast-check';

/** Text as people and hostile senders write it, less what no iCalendar text can hold. */
const text = fc
  .string({ unit: 'binary', maxLength: 120 })
  .map(raw => raw.toWellFormed().replace(new RegExp('[\\u0000-\\u0008\\u000b-\\u001f\\u007f]', 'g'), ''));
const word = text.map(raw => raw.trim() || 'word');
const email = fc
  .tuple(fc.stringMatching(/^[a-z0-9.+_%-]{1,20}$/), fc.stringMatching(/^[a-z]{1,10}\.(?:com|example)$/))
  .map(([local, host]) => `${local}@${host}`);

const zone = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Africa/Casablanca',
  null,
);
const rawZone = fc.constantFrom(
  undefined,
  undefined,
  'W. Europe Standard Time',
  'My "own" zone; here',
  '/x.org/Old',
);
const pad = (n: number): string => String(n).padStart(2, '0');

/** Times of one event share kind and zone; minutes from the beginning of 2026. */
const clock = fc
  .record({ isDate: fc.boolean(), zone, rawZone })
  .map(({ isDate, zone: name, rawZone: raw }) => (minutes: number): EventTime => {
    const at = new Date(Date.UTC(2026, 0, 1) + minutes * 60_000);
    const date = `${at.getUTCFullYear()}-${pad(at.getUTCMonth() + 1)}-${pad(at.getUTCDate())}`;
    if (isDate) return { kind: 'date', date };
    const local = `${date}T${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}:00`;
    return {
      kind: 'time',
      local,
      zone: name,
      ...(name !== null && raw !== undefined ? { rawZone: raw } : {}),
    };
  });

/** An empty CN names nobody and is read as no name. */
const personName = text.filter(name => name !== '');
const attendees = fc.uniqueArray(
  fc.record({
    email,
    name: fc.option(personName),
    role: fc.constantFrom('required', 'optional', 'informational', 'chair'),
    response: fc.constantFrom('needs_action', 'accepted', 'declined', 'tentative', 'delegated'),
    kind: fc.constantFrom('person', 'group', 'resource', 'room', 'unknown'),
  }),
  { selector: a => a.email, maxLength: 5 },
);
const reminders = fc.option(
  fc.uniqueArray(
    fc.record({
      method: fc.constantFrom('popup', 'email', 'other'),
      minutesBefore: fc.integer({ min: -10_000, max: 50_000 }),
    }),
    { selector: r => `${r.method} ${r.minutesBefore}`, maxLength: 4 },
  ),
);

const occurrence = (at: (minutes: number) => EventTime) =>
  fc
    .record({
      title: text,
      description: fc.option(text),
      location: fc.option(text),
      status: fc.constantFrom('confirmed', 'tentative', 'cancelled'),
      transparency: fc.constantFrom('busy', 'free'),
      attendees,
      reminders,
      from: fc.integer({ min: 0, max: 500_000 }),
      days: fc.integer({ min: 1, max: 5 }),
    })
    .map(({ from, days, ...rest }) => ({ ...rest, start: at(from), end: at(from + days * 1440) }));

const minutesOf = fc.uniqueArray(fc.integer({ min: 0, max: 365 }), { maxLength: 6 });

/** Valid calendar events of every kind, as the model defines them. */
export const eventFields = clock.chain(at =>
  fc
    .record({
      main: occurrence(at),
      uid: word,
      visibility: fc.constantFrom('default', 'public', 'private', 'confidential'),
      organizer: fc.option(fc.record({ email, name: fc.option(personName) })),
      categories: fc.uniqueArray(word, { maxLength: 4 }),
      url: fc.option(fc.webUrl({ withQueryParameters: true, withFragments: true })),
      excluded: minutesOf,
      additional: minutesOf,
      rules: fc.constantFrom(['FREQ=WEEKLY;BYDAY=MO,TU'], ['FREQ=DAILY;COUNT=9'], []),
      changed: fc.uniqueArray(fc.record({ day: fc.integer({ min: 0, max: 365 }), as: occurrence(at) }), {
        selector: c => c.day,
        maxLength: 3,
      }),
    })
    .map(({ main, excluded, additional, rules, changed, ...rest }) => {
      const isSeries = rules.length + excluded.length + additional.length > 0;
      const recurrence = {
        rules,
        excluded: excluded.map(day => at(day * 1440)),
        additional: additional.map(day => at(day * 1440)),
      };
      const exceptions = changed.map(({ day, as }) => ({ recurrenceId: at(day * 1440), ...as }));
      return CalendarEventFields.parse({
        ...main,
        ...rest,
        recurrence: isSeries ? recurrence : null,
        exceptions: isSeries ? exceptions : [],
      });
    }),
);
