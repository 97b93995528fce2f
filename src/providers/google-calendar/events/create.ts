import { ProviderError } from '#kernel';
import type { PushResult } from '#provider-sdk';
import type { CalendarEventFields } from '#unified-models';
import type { EventParts, GoogleEventBody } from '../google-calendar.types.js';
import { isSame, readEvent } from '../mapping/read-event.js';
import { writeRecurrence } from '../mapping/recurrence.js';
import { withoutNulls, writeEvent } from '../mapping/write-event.js';
import { isSeries } from './parts.js';
import { answer, finish, type Push } from './push-result.js';

const suffixes = ['', '1', '2', '3'];

/**
 * A deleted event keeps its id at Google for good. Replacing it brings it back, unless it was deleted for ever, which
 * Google answers with 403; then the record's next id serves. The ids come in a fixed order, so a repeated create finds
 * what an earlier one made.
 */
export const createEvent = async (push: Push): Promise<PushResult> => {
  if (push.fields.status === 'cancelled') {
    throw new ProviderError(
      'permanent',
      'Google Calendar removes cancelled events, so it cannot be given one.',
    );
  }
  const body = newEvent(push);
  for (const suffix of suffixes) {
    const result = await createAs({ ...push, id: push.id + suffix }, body);
    if (result) return result;
  }
  throw new ProviderError(
    'permanent',
    'Google Calendar keeps deleted events of this record and takes no new one.',
  );
};

/** Undefined when the id belongs to an event that nothing brings back. */
const createAs = async (push: Push, body: GoogleEventBody): Promise<PushResult | undefined> => {
  const { api, id, fields } = push;
  const inserted = await api.insert({ ...body, id });
  if (inserted) return finish(push, { master: inserted, occurrences: [] });
  const existing = await api.gather(id);
  if (!existing) return revive(push, body);
  return isWanted(existing, fields) ? finish(push, existing) : answer('stale', id, existing);
};

const newEvent = ({ fields, context }: Push): GoogleEventBody => {
  const { recurrence } = fields;
  return {
    ...withoutNulls(writeEvent(fields, Object.keys(fields), context)),
    ...(recurrence ? { recurrence: writeRecurrence(recurrence, context.floatingZone) } : {}),
  };
};

/** Whether an event with our id is what an earlier try of ours made, apart from occurrences it had not come to. */
const isWanted = (existing: EventParts, fields: CalendarEventFields): boolean => {
  const present = readEvent({ ...existing, occurrences: [] });
  const given = ['uid', 'organizer', 'exceptions', 'recurrence', 'custom'];
  const names = Object.keys(fields).filter(name => !given.includes(name)) as (keyof CalendarEventFields)[];
  return (
    names.every(name => isSame(present[name], fields[name])) &&
    isSame(present.recurrence?.rules, fields.recurrence?.rules)
  );
};

const revive = async (push: Push, body: GoogleEventBody): Promise<PushResult | undefined> => {
  const { api, id, fields } = push;
  const buried = await api.get(id);
  const sequence = buried?.sequence === undefined ? {} : { sequence: buried.sequence };
  const master = await api.replace(id, { ...body, ...sequence, status: fields.status }, buried?.etag);
  const present = master && !isSeries(master) ? { master, occurrences: [] } : await api.gather(id);
  if (master) return finish(push, present);
  return present && answer('stale', id, present);
};
