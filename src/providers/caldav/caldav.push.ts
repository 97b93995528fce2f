import { ProviderError } from '#kernel';
import type {
  DeleteChange,
  ProviderRequest,
  ProviderResponse,
  ProviderSession,
  PushResult,
  RecordChange,
  RemoteChange,
  UpsertChange,
} from '#provider-sdk';
import { CalendarEventFields } from '#unified-models';
import { isDeepStrictEqual } from 'node:util';
import { readObject } from './caldav.pull.js';
import { explainPut, isUidConflict } from './caldav.refusals.js';
import {
  findByUid,
  getObject,
  isStrong,
  remoteIdOf,
  send,
  urlOf,
  versionOf,
  withSlash,
} from './dav/index.js';
import { createEvent, patchEvent, readEvent, UnwritableError, type WriteContext } from './ical/index.js';

export const pushEvent = (session: ProviderSession, change: RecordChange): Promise<PushResult> => {
  if (change.kind === 'delete') return deleteEvent(session, change);
  return change.remote === null ? putNew(session, change) : putPatched(session, change, change.remote);
};

/** The record's id names the object, so a create that was interrupted finds itself again. */
const putNew = async (session: ProviderSession, change: UpsertChange): Promise<PushResult> => {
  const fields = readFields(change);
  const ics = writing(() => createEvent(fields, contextOf(session, change)));
  const url = `${withSlash(change.containerId)}${encodeURIComponent(change.recordId)}.ics`;
  const remoteId = remoteIdOf(url, change.containerId);
  const response = await put(session, url, ics, { 'if-none-match': '*' });
  if (response.status < 300) return applied(await written(session, change, { remoteId, ics, response }));
  const uid = fields.uid ?? change.recordId;
  const taken = isUidConflict(response) ? await findByUid(session, change.containerId, uid) : remoteId;
  return settle(await current(session, change, taken ?? remoteId), ics);
};

type Remote = NonNullable<UpsertChange['remote']>;

/** Only what changed is rewritten in the original, and only if nobody else has rewritten it. */
const putPatched = async (
  session: ProviderSession,
  change: UpsertChange,
  remote: Remote,
): Promise<PushResult> => {
  const fields = readFields(change);
  const ics = writing(() => patchEvent(remote.data, fields, change.changed, contextOf(session, change)));
  if (ics === null) return settle(await current(session, change, remote.id), remote.data);
  const response = await put(session, urlOf(remote.id, change.containerId), ics, {
    'if-match': remote.version,
  });
  if (response.status < 300)
    return applied(await written(session, change, { remoteId: remote.id, ics, response }));
  if (isUidConflict(response))
    throw new ProviderError('permanent', 'The calendar has another event with this UID.');
  return settle(await current(session, change, remote.id), ics);
};

const deleteEvent = async (session: ProviderSession, change: DeleteChange): Promise<PushResult> => {
  const { id, version } = change.remote;
  const response = await send(session, {
    method: 'DELETE',
    url: urlOf(id, change.containerId),
    headers: { 'if-match': version },
    expect: [404, 409, 410, 412],
  });
  const gone: RemoteChange = { kind: 'delete', remoteId: id };
  if (response.status !== 412 && response.status !== 409) return applied(gone);
  const there = await current(session, change, id);
  return { outcome: there.kind === 'delete' ? 'applied' : 'stale', current: there };
};

const applied = (change: RemoteChange): PushResult => ({ outcome: 'applied', current: change });

/** A refused write that finds its own content there was applied before, by an attempt whose answer was lost. */
const settle = (there: RemoteChange, ics: string): PushResult => {
  const isOurs = there.kind === 'upsert' && isDeepStrictEqual(there.fields, readEvent(ics)?.fields);
  return { outcome: isOurs ? 'applied' : 'stale', current: there };
};

const put = (
  session: ProviderSession,
  url: string,
  ics: string,
  condition: NonNullable<ProviderRequest['headers']>,
): Promise<ProviderResponse> =>
  send(session, {
    method: 'PUT',
    url,
    headers: { 'content-type': 'text/calendar; charset=utf-8', ...condition },
    body: ics,
    expect: [404, 409, 410, 412],
    explain: explainPut,
  });

interface Written {
  readonly remoteId: string;
  readonly ics: string;
  readonly response: ProviderResponse;
}

/**
 * What the calendar holds now. A strong ETag in the answer names the text just sent, for a server may give one only when
 * it stores that text octet by octet (https://www.rfc-editor.org/rfc/rfc4791#section-5.3.4): nothing is left to look at.
 * A weak one or none says that the server has a copy of its own, so that copy is asked for.
 *
 * Some servers give a strong one and store a rendering of their own all the same (Radicale: the same properties in
 * another order). Then the base is our text and the version theirs, and the next pull finds that version known and leaves
 * the object alone. That loses nothing: a later edit rewrites our text and is sent with this version, so it meets
 * nobody's change unseen, and the server renders it as it did before; a change by somebody else has another version,
 * comes whole with the next pull, and what the server's rendering altered is taken over with it as a change of theirs.
 */
const written = async (
  session: ProviderSession,
  change: UpsertChange,
  { remoteId, ics, response }: Written,
): Promise<RemoteChange> => {
  const etag = response.headers['etag'];
  if (!isStrong(etag)) return current(session, change, remoteId);
  return readable(readObject(session, { remoteId, version: versionOf(etag), ics }), remoteId);
};

const current = async (
  session: ProviderSession,
  change: RecordChange,
  remoteId: string,
): Promise<RemoteChange> => {
  const object = await getObject(session, change.containerId, remoteId);
  return readable(readObject(session, object), remoteId);
};

/** An object that is no event any more is, as an event, deleted. */
const readable = (read: ReturnType<typeof readObject>, remoteId: string): RemoteChange => {
  if (read === 'unreadable')
    throw new ProviderError('permanent', 'The calendar has an unreadable object here.');
  return read ?? { kind: 'delete', remoteId };
};

/** Without what only the hub keeps: a calendar has no place for `custom`. */
const readFields = (change: UpsertChange): CalendarEventFields => {
  const parsed = CalendarEventFields.strip().safeParse(change.fields);
  if (parsed.success) return parsed.data;
  throw new ProviderError('permanent', 'The record is no valid calendar event.', { cause: parsed.error });
};

const contextOf = (session: ProviderSession, { recordId }: RecordChange): WriteContext => {
  const username = session.settings['username'];
  return { now: session.now(), recordId, address: username?.includes('@') ? username.toLowerCase() : null };
};

const writing = <T>(write: () => T): T => {
  try {
    return write();
  } catch (error) {
    if (error instanceof UnwritableError)
      throw new ProviderError('permanent', error.message, { cause: error });
    throw error;
  }
};
