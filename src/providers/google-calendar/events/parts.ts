import { createHash } from 'node:crypto';
import type { RemoteChange, RemoteUpsert } from '#provider-sdk';
import type { EventParts, GoogleEvent } from '../google-calendar.types.js';
import { readEvent } from '../mapping/read-event.js';

const byId = (a: GoogleEvent, b: GoogleEvent): number => (a.id < b.id ? -1 : 1);

/** The rows of `rows` that belong to `id`; undefined when its own row is missing or cancelled. */
export const partsOf = (id: string, rows: readonly GoogleEvent[]): EventParts | undefined => {
  const master = rows.find(row => row.id === id);
  if (!master || master.status === 'cancelled') return undefined;
  return {
    master,
    occurrences: rows
      .filter(row => row.recurringEventId === id)
      .map(essence)
      .sort(byId),
  };
};

/**
 * Of a cancelled occurrence Google promises these members and no others, so no more of it is kept: a listing and a
 * search by UID then see the same thing.
 */
const essence = (row: GoogleEvent): GoogleEvent => {
  const { id, status, recurringEventId = '', originalStartTime = {} } = row;
  return status === 'cancelled' ? { id, status, recurringEventId, originalStartTime } : row;
};

/** Changes whenever any part does, and does not depend on the order in which the parts came. */
export const versionOf = (parts: EventParts): string => {
  const hash = createHash('sha256');
  for (const part of [parts.master, ...[...parts.occurrences].sort(byId)]) {
    const mark =
      part.status === 'cancelled' ? part.status : (part.etag ?? part.updated ?? JSON.stringify(part));
    hash.update(`${part.id}\n${mark}\n`);
  }
  return hash.digest('base64url');
};

export const upsertOf = (parts: EventParts): RemoteUpsert => {
  const times = [parts.master, ...parts.occurrences].flatMap(part =>
    part.updated ? [Date.parse(part.updated)] : [],
  );
  return {
    kind: 'upsert',
    remoteId: parts.master.id,
    version: versionOf(parts),
    fields: readEvent(parts),
    data: JSON.stringify([parts.master, ...parts.occurrences]),
    modifiedAt: times.length > 0 ? new Date(Math.max(...times)) : null,
  };
};

export const changeOf = (id: string, parts: EventParts | undefined): RemoteChange =>
  parts ? upsertOf(parts) : { kind: 'delete', remoteId: id };

/** What `upsertOf` kept. */
export const partsFrom = (data: string): EventParts => {
  const [master, ...occurrences] = JSON.parse(data) as GoogleEvent[];
  if (!master) throw new TypeError('The kept payload of an event is empty');
  return { master, occurrences };
};

export const isSeries = (event: GoogleEvent): boolean => (event.recurrence?.length ?? 0) > 0;
