import { ProviderError } from '#kernel';
import type { PushResult } from '#provider-sdk';
import type { CalendarEventFields } from '#unified-models';
import type { EventParts, GraphEvent, GraphEventBody } from '../graph.types.js';
import { extrasProperty, recordProperty, writeExtras } from '../mapping/extras.js';
import { isSame, readEvent } from '../mapping/read-event.js';
import { writeEvent, writeRecurrence } from '../mapping/write-event.js';
import { answer, finish, type Push } from './push-result.js';

const suffixes = ['', '-1', '-2', '-3'];

/**
 * `transactionId` lets Graph drop a repeated create (https://learn.microsoft.com/graph/api/calendar-post-events). How it
 * answers one is not written down: with the event there is, or with 409. In the second case the event is found by the
 * record's id, which it also carries as a property of ours; when nothing carries it the event was deleted, and the
 * record's next transaction serves.
 */
export const createEvent = async (push: Push): Promise<PushResult> => {
  if (push.fields.status === 'cancelled')
    throw new ProviderError('permanent', 'Outlook removes cancelled events, so it cannot be given one.');
  const body = newEvent(push);
  for (const suffix of suffixes) {
    const made = await push.api.create({ ...body, transactionId: push.recordId + suffix });
    if (made && isUntouched(made)) return finish(push, made.id);
    const existing = made ?? (await push.api.marked(push.recordId));
    if (existing) return again(push, existing.id);
  }
  throw new ProviderError('permanent', 'Outlook has used up the transactions of this record.');
};

const newEvent = (push: Push): GraphEventBody => {
  const { fields, context, recordId } = push;
  const recurrence = writeRecurrence(fields, context);
  return {
    ...writeEvent(fields, Object.keys(fields), context),
    ...(recurrence ? { recurrence } : {}),
    singleValueExtendedProperties: [
      { id: recordProperty, value: recordId },
      { id: extrasProperty, value: writeExtras(fields).value },
    ],
  };
};

/** Exchange writes an event in several steps within a moment; what was changed later was changed by somebody. */
const settlingMs = 2_000;
const isUntouched = ({ createdDateTime = '', lastModifiedDateTime = '' }: GraphEvent): boolean =>
  Date.parse(lastModifiedDateTime) - Date.parse(createdDateTime) <= settlingMs;

/** An earlier try made it. What somebody did to it since is not undone. */
const again = async (push: Push, id: string): Promise<PushResult> => {
  const existing = await push.api.gather(id);
  return existing && !isWanted(existing, push.fields) ? answer('stale', id, existing) : finish(push, id);
};

/** Apart from occurrences that the earlier try had not come to, and from what Outlook gives itself. */
const isWanted = (existing: EventParts, fields: CalendarEventFields): boolean => {
  const present = readEvent({ ...existing, exceptions: [] });
  const given = ['uid', 'organizer', 'exceptions', 'recurrence', 'reminders', 'attendees'];
  const names = Object.keys(present).filter(name => !given.includes(name)) as (keyof CalendarEventFields)[];
  return (
    names.every(name => isSame(present[name], fields[name])) &&
    isSame(present.recurrence?.rules, fields.recurrence?.rules)
  );
};
