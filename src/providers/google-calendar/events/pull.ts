import type { ProviderSession, PullPage, PullRequest, RemoteChange, RemoteUpsert } from '#provider-sdk';
import { type Cursor, decodeCursor, encodeCursor } from './cursor.js';
import { EventsApi } from './events-api.js';
import type { GoogleEvent, GoogleEventList } from '../google-calendar.types.js';
import { changeOf, isSeries, partsOf, upsertOf } from './parts.js';

/**
 * Incremental synchronisation by sync token:
 * https://developers.google.com/workspace/calendar/api/guides/sync
 *
 * A series is one record, but Google sends its changed occurrences as rows of their own, on any page. So every series
 * that a page touches is gathered whole, unless the page is the whole listing and has all the rows already.
 */
export async function* pullEvents(session: ProviderSession, request: PullRequest): AsyncIterable<PullPage> {
  const api = new EventsApi(session, request.containerId);
  const gathered = new Set<string>();
  let cursor = decodeCursor(request.cursor);
  let last = false;
  while (!last) {
    const { listing } = cursor;
    const page = await api.page(tokensOf(cursor));
    const isWhole = listing && cursor.pageToken === undefined && page.nextPageToken === undefined;
    const changes = await changesOf(api, page.items ?? [], { isWhole, gathered });
    cursor = nextCursor(cursor, page);
    last = page.nextPageToken === undefined;
    yield { ...(await sortOut(changes, listing, request)), listing, cursor: encodeCursor(cursor), last };
  }
}

const tokensOf = ({ syncToken, pageToken }: Cursor): { syncToken?: string; pageToken?: string } => ({
  ...(syncToken === undefined ? {} : { syncToken }),
  ...(pageToken === undefined ? {} : { pageToken }),
});

const nextCursor = (cursor: Cursor, page: GoogleEventList): Cursor => {
  if (page.nextPageToken !== undefined) return { ...cursor, pageToken: page.nextPageToken };
  return page.nextSyncToken === undefined
    ? { listing: true }
    : { listing: false, syncToken: page.nextSyncToken };
};

/** A listing names what the hub has already instead of sending it again, and what is gone not at all. */
const sortOut = async (
  changes: readonly RemoteChange[],
  listing: boolean,
  request: PullRequest,
): Promise<Pick<PullPage, 'changes' | 'unchanged'>> => {
  if (!listing || changes.length === 0) return { changes, unchanged: [] };
  const present = changes.filter(change => change.kind === 'upsert');
  const known = await request.known(present.map(change => change.remoteId));
  const isKnown = (change: RemoteUpsert): boolean => known.get(change.remoteId) === change.version;
  return {
    changes: present.filter(change => !isKnown(change)),
    unchanged: present.filter(isKnown).map(change => change.remoteId),
  };
};

interface Gathering {
  /** The page holds every row of the calendar. */
  readonly isWhole: boolean;
  /** Series that this pull has gathered; their further rows say nothing new. */
  readonly gathered: Set<string>;
}

const changesOf = async (
  api: EventsApi,
  rows: readonly GoogleEvent[],
  gathering: Gathering,
): Promise<RemoteChange[]> => {
  const changes = new Map<string, RemoteChange>();
  for (const row of rows) {
    const id = row.recurringEventId ?? row.id;
    if (changes.has(id) || gathering.gathered.has(id)) continue;
    for (const change of await seriesChanges(api, id, rows, gathering)) changes.set(change.remoteId, change);
  }
  return [...changes.values()];
};

const seriesChanges = async (
  api: EventsApi,
  id: string,
  rows: readonly GoogleEvent[],
  { isWhole, gathered }: Gathering,
): Promise<RemoteChange[]> => {
  const own = rows.find(row => row.id === id);
  const isPart = rows.some(row => row.recurringEventId === id);
  if (own?.status === 'cancelled') return [{ kind: 'delete', remoteId: id }];
  if (own && !isSeries(own) && !isPart) return [upsertOf({ master: own, occurrences: [] })];
  if (own && isWhole) return [changeOf(id, partsOf(id, rows))];
  gathered.add(id);
  const parts = isWhole ? undefined : await api.gather(id, own?.iCalUID);
  if (parts) return [upsertOf(parts)];
  return [...(isWhole ? [] : [changeOf(id, undefined)]), ...strays(id, rows)];
};

/**
 * Occurrences whose series this calendar does not have, because only they were invited to: each is an event of its
 * own.
 */
const strays = (id: string, rows: readonly GoogleEvent[]): RemoteChange[] =>
  rows.filter(row => row.recurringEventId === id).map(row => changeOf(row.id, partsOf(row.id, [row])));
