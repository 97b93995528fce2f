import { Temporal } from 'temporal-polyfill';
import type { GraphTime } from '../graph.types.js';
import { zoneFrom } from '../mapping/zones.js';
import { datesOf } from './expand.js';
import { type EventStore, type StoredEvent, timeOf } from './store.js';

export const instantOf = ({ dateTime, timeZone }: GraphTime): Temporal.Instant =>
  Temporal.PlainDateTime.from(dateTime.slice(0, 19)).toZonedDateTime(zoneFrom(timeZone).zone).toInstant();

/** Every answer is asked for in UTC; Graph writes seven digits of a second. */
export const utc = (instant: Temporal.Instant): GraphTime => ({
  dateTime: `${instant.toString({ smallestUnit: 'second' }).replace('Z', '')}.0000000`,
  timeZone: 'UTC',
});

const idOf = (master: StoredEvent, date: string): string => `${master.id}-${date.replaceAll('-', '')}`;

const moved = (time: GraphTime, from: string, to: string): GraphTime => {
  const days = Temporal.PlainDate.from(from).until(to).days;
  const local = Temporal.PlainDateTime.from(time.dateTime.slice(0, 19)).add({ days });
  return { dateTime: local.toString({ smallestUnit: 'second' }), timeZone: time.timeZone };
};

const occurrenceOn = (master: StoredEvent, date: string): StoredEvent => {
  const first = timeOf(master.start).dateTime.slice(0, 10);
  const start = moved(timeOf(master.start), first, date);
  const { recurrence: _, singleValueExtendedProperties: __, ...rest } = master;
  return {
    ...rest,
    id: idOf(master, date),
    type: 'occurrence',
    seriesMasterId: master.id,
    start,
    end: moved(timeOf(master.end), first, date),
    originalStart: instantOf(start).toString({ smallestUnit: 'second' }),
    recurrence: null,
  };
};

/** All occurrences that happen, by their date by the rule, changed ones as they are. */
export const occurrencesOf = (store: EventStore, master: StoredEvent): Map<string, StoredEvent> => {
  if (!master.recurrence) return new Map();
  const { exceptions, cancelled } = store.seriesOf(master.id);
  return new Map(
    datesOf(master.recurrence)
      .filter(date => !cancelled.has(date))
      .map(date => [date, exceptions.get(date) ?? occurrenceOn(master, date)]),
  );
};

/** The occurrence behind an id, with its series. */
export const findOccurrence = (
  store: EventStore,
  id: string,
): { master: StoredEvent; date: string; event: StoredEvent } | undefined => {
  const match = /^(.+)-(\d{4})(\d{2})(\d{2})$/.exec(id);
  const master = match ? store.get(match[1] ?? '') : undefined;
  const date = match ? `${match[2]}-${match[3]}-${match[4]}` : '';
  const event = master && occurrencesOf(store, master).get(date);
  return master && event ? { master, date, event } : undefined;
};

export const isWithin = (event: StoredEvent, from: Temporal.Instant, to: Temporal.Instant): boolean =>
  Temporal.Instant.compare(instantOf(timeOf(event.start)), to) < 0 &&
  (Temporal.Instant.compare(instantOf(timeOf(event.end)), from) > 0 ||
    Temporal.Instant.compare(instantOf(timeOf(event.start)), from) === 0);
