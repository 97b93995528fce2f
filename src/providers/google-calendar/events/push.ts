import { ProviderError } from '#kernel';
import type { DeleteChange, ProviderSession, PushResult, RecordChange, UpsertChange } from '#provider-sdk';
import type { CalendarEventFields, Fields } from '#unified-models';
import type { EventParts, GoogleEvent, GoogleEventBody } from '../google-calendar.types.js';
import { needsFloatingZone, writeEvent } from '../mapping/write-event.js';
import { createEvent } from './create.js';
import { eventIdOf } from './event-id.js';
import { EventsApi } from './events-api.js';
import { isSeries, partsFrom, versionOf } from './parts.js';
import { answer, finish, type Push } from './push-result.js';
import { linesToWrite } from './series.js';

/** Google makes these itself and takes no change to them. */
const readOnlyTypes: readonly (string | undefined)[] = ['birthday', 'fromGmail'];

export const pushEvent = async (session: ProviderSession, change: RecordChange): Promise<PushResult> => {
  const api = new EventsApi(session, change.containerId);
  if (change.kind === 'delete') return remove(api, change);
  const fields = asEvent(change.fields);
  const existing = change.remote ? partsFrom(change.remote.data).master : undefined;
  const floatingZone = needsFloatingZone(fields) ? await api.timeZone() : 'UTC';
  const id = change.remote?.id ?? eventIdOf(change.recordId);
  const push: Push = { api, id, fields, changed: change.changed, context: { floatingZone, existing } };
  return change.remote ? update(push, change.remote) : createEvent(push);
};

/** The hub checks fields against the model before it pushes them. */
const asEvent = (fields: Fields): CalendarEventFields => fields as CalendarEventFields;

const stale = async ({ api, id }: Push): Promise<PushResult> => answer('stale', id, await api.gather(id));

const update = async (push: Push, remote: NonNullable<UpsertChange['remote']>): Promise<PushResult> => {
  const seen = partsFrom(remote.data);
  if (readOnlyTypes.includes(seen.master.eventType)) {
    throw new ProviderError(
      'permanent',
      'Google Calendar makes this event itself and lets nobody change it.',
    );
  }
  // A series has several etags; only looking at all of them says whether somebody was faster.
  const hasParts = isSeries(seen.master) || push.fields.recurrence !== null;
  const present = hasParts ? await push.api.gather(push.id) : seen;
  if (!present || (hasParts && versionOf(present) !== remote.version))
    return answer('stale', push.id, present);
  const body = masterBody(push, present);
  if (Object.keys(body).length === 0) return finish(push, present);
  const master = await push.api.patch(push.id, body, present.master.etag);
  return master ? finish(push, await after(push, master, present)) : stale(push);
};

const masterBody = ({ fields, changed, context }: Push, present: EventParts): GoogleEventBody => {
  const lines = changed.includes('recurrence')
    ? linesToWrite(present, fields.recurrence, context.floatingZone)
    : null;
  // Google wants both ends of a moved event.
  const moved = changed.includes('start') || changed.includes('end') ? ['start', 'end'] : [];
  return {
    ...writeEvent(fields, [...new Set([...changed, ...moved])], context),
    ...(lines ? { recurrence: lines } : {}),
  };
};

/** A new rule or start may have removed occurrences, so the rows are looked at again. */
const after = async (
  push: Push,
  master: GoogleEvent,
  before: EventParts,
): Promise<EventParts | undefined> => {
  if (master.status === 'cancelled') return undefined;
  if (!isSeries(master)) return { master, occurrences: [] };
  if (before.occurrences.length === 0) return { master, occurrences: [] };
  return push.api.gather(push.id);
};

const remove = async (api: EventsApi, { remote }: DeleteChange): Promise<PushResult> => {
  const { master } = partsFrom(remote.data);
  if (isSeries(master)) {
    const present = await api.gather(remote.id);
    if (!present) return answer('applied', remote.id, undefined);
    if (versionOf(present) !== remote.version) return answer('stale', remote.id, present);
  }
  if ((await api.remove(remote.id, master.etag)) === 'gone') return answer('applied', remote.id, undefined);
  const present = await api.gather(remote.id);
  return answer(present ? 'stale' : 'applied', remote.id, present);
};
