import { createHash } from 'node:crypto';
import type { RemoteChange, RemoteUpsert } from '#provider-sdk';
import type { EventParts, GraphEvent } from '../graph.types.js';
import { readEvent } from '../mapping/read-event.js';

const byId = (a: GraphEvent, b: GraphEvent): number => (a.id < b.id ? -1 : 1);

/** A series as one request tells it. */
export const partsOf = ({ exceptionOccurrences = [], ...master }: GraphEvent): EventParts => ({
  master,
  exceptions: [...exceptionOccurrences].sort(byId),
});

/** Changes whenever any part does. An occurrence that is cancelled leaves no row, only its name in the series. */
export const versionOf = ({ master, exceptions }: EventParts): string => {
  const hash = createHash('sha256');
  for (const part of [master, ...exceptions])
    hash.update(`${part.id}\n${part.changeKey ?? part['@odata.etag'] ?? JSON.stringify(part)}\n`);
  for (const id of (master.cancelledOccurrences ?? []).toSorted()) hash.update(`${id}\n`);
  return hash.digest('base64url');
};

export const upsertOf = (parts: EventParts): RemoteUpsert => {
  const times = [parts.master, ...parts.exceptions].flatMap(({ lastModifiedDateTime }) =>
    lastModifiedDateTime ? [Date.parse(lastModifiedDateTime)] : [],
  );
  return {
    kind: 'upsert',
    remoteId: parts.master.id,
    version: versionOf(parts),
    fields: readEvent(parts),
    data: JSON.stringify([parts.master, ...parts.exceptions]),
    modifiedAt: times.length > 0 ? new Date(Math.max(...times)) : null,
  };
};

export const changeOf = (id: string, parts: EventParts | undefined): RemoteChange =>
  parts ? upsertOf(parts) : { kind: 'delete', remoteId: id };

/** What `upsertOf` kept. */
export const partsFrom = (data: string): EventParts => {
  const [master, ...exceptions] = JSON.parse(data) as GraphEvent[];
  if (!master) throw new TypeError('The kept payload of an event is empty');
  return { master, exceptions };
};

export const isSeries = (event: GraphEvent): boolean => Boolean(event.recurrence);
