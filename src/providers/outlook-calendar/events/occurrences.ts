import { Temporal } from 'temporal-polyfill';
import { type CalendarEventFields, type EventException, eventTimeKey, type EventTime } from '#unified-models';
import type { EventParts, GraphEvent, GraphEventBody } from '../graph.types.js';
import {
  isSame,
  plainOccurrence,
  readEvent,
  readRow,
  recurrenceIdOf,
  toldIn,
} from '../mapping/read-event.js';
import { instantOfTime } from '../mapping/times.js';
import { occurrenceNames, type WriteContext, writeOccurrence } from '../mapping/write-event.js';
import type { EventsApi } from './events-api.js';

interface Wish {
  readonly api: EventsApi;
  readonly fields: CalendarEventFields;
  readonly context: WriteContext;
}

/** One occurrence of a series that Outlook has otherwise than the hub wants it. */
interface Step {
  readonly recurrenceId: EventTime;
  readonly row: GraphEvent | undefined;
  /** Null cancels the occurrence. */
  readonly body: GraphEventBody | null;
}

export interface Settled {
  /** False: somebody was faster. */
  readonly isDone: boolean;
  readonly parts: EventParts | undefined;
}

/**
 * Outlook takes no list of exceptions: each occurrence is changed or deleted by itself. One that was deleted comes back
 * only when the recurrence is set anew, which forgets all the others too; so then they are all written again. Each step
 * looks at what is there, so a second run after a crash does only what is left.
 */
export const settleOccurrences = async (wish: Wish, parts: EventParts): Promise<Settled> => {
  const { api } = wish;
  const { master } = parts;
  let present: EventParts | undefined = parts;
  if (needsRestoring(wish, parts)) {
    const set = await api.patch(master.id, { recurrence: master.recurrence }, master['@odata.etag']);
    present = set && (await api.gather(master.id));
    if (!present) return { isDone: false, parts: await api.gather(master.id) };
  }
  const steps = stepsFor(wish, present);
  if (steps.length === 0) return { isDone: true, parts: present };
  const isDone = await takeSteps(api, present, steps);
  return { isDone, parts: await api.gather(master.id) };
};

const keyed = <T>(members: readonly T[], timeOf: (member: T) => EventTime): Map<string, T> =>
  new Map(members.map(member => [eventTimeKey(timeOf(member)), member]));

interface Wanted {
  readonly excluded: ReadonlyMap<string, EventTime>;
  readonly exceptions: ReadonlyMap<string, EventException>;
}

/** A cancelled exception is one that does not happen. */
const wantedOf = (wanted: CalendarEventFields, series: CalendarEventFields): Wanted => {
  const told = (time: EventTime): EventTime => toldIn(series, time);
  const exceptions = wanted.exceptions.map(exception => ({
    ...exception,
    recurrenceId: told(exception.recurrenceId),
  }));
  const cancelled = exceptions.filter(({ status }) => status === 'cancelled');
  const excluded = [
    ...(wanted.recurrence?.excluded ?? []).map(told),
    ...cancelled.map(({ recurrenceId }) => recurrenceId),
  ];
  const gone = keyed(excluded, time => time);
  const left = exceptions.filter(({ recurrenceId }) => !gone.has(eventTimeKey(recurrenceId)));
  return { excluded: gone, exceptions: keyed(left, ({ recurrenceId }) => recurrenceId) };
};

const needsRestoring = ({ fields }: Wish, parts: EventParts): boolean => {
  const series = readEvent(parts);
  const { excluded } = wantedOf(fields, series);
  return (series.recurrence?.excluded ?? []).some(time => !excluded.has(eventTimeKey(time)));
};

const stepsFor = ({ fields, context }: Wish, parts: EventParts): Step[] => {
  const series = readEvent(parts);
  const { excluded, exceptions } = wantedOf(fields, series);
  const done = keyed(series.recurrence?.excluded ?? [], time => time);
  const rows = keyed(parts.exceptions, row => recurrenceIdOf(row, series.start));
  const step = (
    key: string,
    recurrenceId: EventTime,
    wanted: Omit<EventException, 'recurrenceId'>,
  ): Step[] => {
    const row = rows.get(key);
    const current = row ? readRow(row, parts.master) : plainOccurrence(series, recurrenceId);
    const names = occurrenceNames.filter(name => !isSame(current[name], wanted[name]));
    if (names.length === 0) return [];
    const existing = row ?? parts.master;
    return [{ recurrenceId, row, body: writeOccurrence(wanted, names, { ...context, existing }) }];
  };
  return [
    ...[...excluded].flatMap(([key, recurrenceId]) =>
      done.has(key) ? [] : [{ recurrenceId, row: rows.get(key), body: null }],
    ),
    ...[...exceptions].flatMap(([key, { recurrenceId, ...wanted }]) => step(key, recurrenceId, wanted)),
    ...[...rows].flatMap(([key, row]) => {
      const recurrenceId = recurrenceIdOf(row, series.start);
      const isWanted = exceptions.has(key) || excluded.has(key);
      return isWanted ? [] : step(key, recurrenceId, plainOccurrence(series, recurrenceId));
    }),
  ];
};

/** Whether all could be written; an occurrence that the rule does not have (any more) needs no cancelling. */
const takeSteps = async (
  api: EventsApi,
  { master }: EventParts,
  steps: readonly Step[],
): Promise<boolean> => {
  for (const { recurrenceId, row, body } of steps) {
    const target = row ?? (await occurrenceAt(api, master.id, recurrenceId));
    if (!target) {
      if (body !== null) return false;
      continue;
    }
    const etag = row?.['@odata.etag'];
    const isWritten =
      body === null
        ? (await api.remove(target.id, etag)) === 'gone'
        : (await api.patch(target.id, body, etag)) !== undefined;
    if (!isWritten) return false;
  }
  return true;
};

/** An occurrence that nobody changed is where the rule puts it; only Outlook knows its id. */
const occurrenceAt = async (
  api: EventsApi,
  id: string,
  recurrenceId: EventTime,
): Promise<GraphEvent | undefined> => {
  const start = instantOfTime(recurrenceId, 'UTC');
  const end = start.add({ minutes: recurrenceId.kind === 'date' ? 1440 : 1 });
  for await (const row of api.instances(id, start.toString(), end.toString())) {
    const at = row.start && Temporal.Instant.from(`${row.start.dateTime.slice(0, 19)}Z`);
    if (at && Temporal.Instant.compare(at, start) === 0) return row;
  }
  return undefined;
};
