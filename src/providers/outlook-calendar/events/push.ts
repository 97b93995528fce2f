import type { DeleteChange, ProviderSession, PushResult, RecordChange, UpsertChange } from '#provider-sdk';
import type { CalendarEventFields, Fields } from '#unified-models';
import { mailboxZone } from '../account.js';
import type { EventParts, GraphEvent, GraphEventBody } from '../graph.types.js';
import { isSame, readEvent } from '../mapping/read-event.js';
import { needsFloatingZone, writeEvent, writeRecurrence } from '../mapping/write-event.js';
import { createEvent } from './create.js';
import { EventsApi } from './events-api.js';
import { isSeries, partsFrom, versionOf } from './parts.js';
import { answer, finish, type Push } from './push-result.js';

export const pushEvent = async (session: ProviderSession, change: RecordChange): Promise<PushResult> => {
  const api = new EventsApi(session, change.containerId);
  if (change.kind === 'delete') return remove(api, change.remote);
  const fields = asEvent(change.fields);
  const existing = change.remote ? partsFrom(change.remote.data).master : undefined;
  const floatingZone = needsFloatingZone(fields) ? await mailboxZone(session) : 'UTC';
  const { recordId, changed } = change;
  const push: Push = { session, api, recordId, fields, changed, context: { floatingZone, existing } };
  return change.remote ? update(push, change.remote) : createEvent(push);
};

/** The hub checks fields against the model before it pushes them. */
const asEvent = (fields: Fields): CalendarEventFields => fields as CalendarEventFields;

const update = async (push: Push, remote: NonNullable<UpsertChange['remote']>): Promise<PushResult> => {
  const { api, fields, changed } = push;
  // Outlook has no cancelled events of one's own: cancelling one removes it.
  if (changed.includes('status') && fields.status === 'cancelled') return remove(api, remote);
  const seen = partsFrom(remote.data);
  // A series has several etags; only looking at all of them says whether somebody was faster.
  const hasParts = isSeries(seen.master) || fields.recurrence !== null;
  const present = hasParts ? await api.gather(remote.id) : seen;
  if (!present || (hasParts && versionOf(present) !== remote.version))
    return answer('stale', remote.id, present);
  const body = masterBody(push, present);
  if (Object.keys(body).length === 0) return finish(push, remote.id);
  const master = await api.patch(remote.id, body, etagOf(present.master));
  return master ? finish(push, remote.id) : answer('stale', remote.id, await api.gather(remote.id));
};

const etagOf = (event: GraphEvent): string | undefined =>
  event['@odata.etag'] ?? (event.changeKey === undefined ? undefined : `W/"${event.changeKey}"`);

/**
 * Setting a recurrence forgets every exception, so it is set only when it differs; with another start it has to be, for
 * its range begins there. What was forgotten is written again afterwards.
 */
const masterBody = (push: Push, present: EventParts): GraphEventBody => {
  const { fields, changed, context } = push;
  const body = writeEvent(fields, changed, context);
  const isMoved = changed.includes('start');
  if (!changed.includes('recurrence') && !(isMoved && fields.recurrence)) return body;
  const current = readEvent(present);
  const isKept =
    isSame(current.recurrence?.rules, fields.recurrence?.rules) && isSame(current.start, fields.start);
  return isKept ? body : { ...body, recurrence: writeRecurrence(fields, context) };
};

const remove = async (api: EventsApi, remote: DeleteChange['remote']): Promise<PushResult> => {
  const { master } = partsFrom(remote.data);
  if (isSeries(master)) {
    const present = await api.gather(remote.id);
    if (!present) return answer('applied', remote.id, undefined);
    if (versionOf(present) !== remote.version) return answer('stale', remote.id, present);
  }
  if ((await api.remove(remote.id, etagOf(master))) === 'gone')
    return answer('applied', remote.id, undefined);
  const present = await api.gather(remote.id);
  return answer(present ? 'stale' : 'applied', remote.id, present);
};
