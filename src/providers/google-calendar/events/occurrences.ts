import { type CalendarEventFields, type EventException, eventTimeKey, type EventTime } from '#unified-models';
import type { EventsApi } from './events-api.js';
import type { EventParts, GoogleEvent, GoogleEventBody } from '../google-calendar.types.js';
import { isSame, plainOccurrence, readEvent, readOccurrence, recurrenceIdOf } from '../mapping/read-event.js';
import { inZone, stampOf } from '../mapping/times.js';
import { occurrenceNames, writeOccurrence } from '../mapping/write-event.js';

/** One occurrence of a series that Google has otherwise than the hub wants it. */
export interface OccurrenceStep {
  readonly id: string;
  readonly etag: string | undefined;
  /** Null cancels the occurrence. */
  readonly body: GoogleEventBody | null;
}

interface Series {
  readonly parts: EventParts;
  readonly fields: CalendarEventFields;
  readonly rows: ReadonlyMap<string, GoogleEvent>;
  readonly floatingZone: string;
}

/**
 * What has to be written so that the occurrences of `parts` become those of `wanted`. Each step looks at what is
 * there, so a second run after a crash only does what is left.
 */
export const occurrenceSteps = (
  parts: EventParts,
  wanted: CalendarEventFields,
  floatingZone: string,
): OccurrenceStep[] => {
  const fields = readEvent(parts);
  const rows = new Map(parts.occurrences.map(row => [eventTimeKey(recurrenceIdOf(row, fields.start)), row]));
  const series: Series = { parts, fields, rows, floatingZone };
  const told = (time: EventTime): EventTime =>
    inZone(time, fields.start.kind === 'time' ? fields.start.zone : null);
  const excluded = keyed((wanted.recurrence?.excluded ?? []).map(told), time => time);
  const exceptions = keyed(
    wanted.exceptions.map(exception => ({ ...exception, recurrenceId: told(exception.recurrenceId) })),
    exception => exception.recurrenceId,
  );
  const cancelled = [...exceptions.values()].filter(exception => exception.status === 'cancelled');
  for (const { recurrenceId } of cancelled) excluded.set(eventTimeKey(recurrenceId), recurrenceId);
  return [
    ...cancellations(series, excluded),
    ...changes(series, exceptions, excluded),
    ...restorations(series, exceptions, excluded),
  ];
};

const keyed = <T>(members: readonly T[], timeOf: (member: T) => EventTime): Map<string, T> =>
  new Map(members.map(member => [eventTimeKey(timeOf(member)), member]));

const cancellations = (series: Series, excluded: ReadonlyMap<string, EventTime>): OccurrenceStep[] => {
  const done = keyed(series.fields.recurrence?.excluded ?? [], time => time);
  return [...excluded]
    .filter(([key]) => !done.has(key))
    .map(([key, time]) => ({ ...target(series, key, time), body: null }));
};

const changes = (
  series: Series,
  exceptions: ReadonlyMap<string, EventException>,
  excluded: ReadonlyMap<string, EventTime>,
): OccurrenceStep[] =>
  [...exceptions]
    .filter(([key]) => !excluded.has(key))
    .flatMap(([key, { recurrenceId, ...wanted }]) => stepTo(series, recurrenceId, wanted, key));

/** Occurrences that are changed or cancelled at Google and shall be as their series says again. */
const restorations = (
  series: Series,
  exceptions: ReadonlyMap<string, EventException>,
  excluded: ReadonlyMap<string, EventTime>,
): OccurrenceStep[] =>
  [...series.rows]
    .filter(([key]) => !exceptions.has(key) && !excluded.has(key))
    .flatMap(([key, row]) => {
      const recurrenceId = recurrenceIdOf(row, series.fields.start);
      return stepTo(series, recurrenceId, plainOccurrence(series.fields, recurrenceId), key);
    });

const stepTo = (
  series: Series,
  recurrenceId: EventTime,
  wanted: Omit<EventException, 'recurrenceId'>,
  key: string,
): OccurrenceStep[] => {
  const row = series.rows.get(key);
  const isCancelled = row?.status === 'cancelled';
  const current = row && !isCancelled ? readOccurrence(row) : plainOccurrence(series.fields, recurrenceId);
  const names = occurrenceNames.filter(name => isCancelled || !isSame(current[name], wanted[name]));
  if (names.length === 0) return [];
  const existing = row ?? series.parts.master;
  const body = writeOccurrence(wanted, names, { floatingZone: series.floatingZone, existing });
  return [{ ...target(series, key, recurrenceId), body }];
};

/** An occurrence's id is its series' with the start by the rule: `{series}_{yyyymmddThhmmssZ}`. */
const target = (series: Series, key: string, time: EventTime): Pick<OccurrenceStep, 'id' | 'etag'> => {
  const row = series.rows.get(key);
  const id = row?.id ?? `${series.parts.master.id}_${stampOf(time, series.floatingZone)}`;
  return { id, etag: row?.etag };
};

/** Whether all could be written; an occurrence that the rule does not have any more needs no cancelling. */
export const takeSteps = async (api: EventsApi, steps: readonly OccurrenceStep[]): Promise<boolean> => {
  for (const { id, etag, body } of steps) {
    if (body === null && (await api.remove(id, etag)) === 'changed') return false;
    if (body !== null && !(await api.patch(id, body, etag))) return false;
  }
  return true;
};
