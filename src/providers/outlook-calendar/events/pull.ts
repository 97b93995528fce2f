import { ProviderError } from '#kernel';
import type { ProviderSession, PullPage, PullRequest, RemoteChange, RemoteUpsert } from '#provider-sdk';
import type { GraphEvent, GraphPage } from '../graph.types.js';
import { type Cursor, decodeCursor, encodeCursor } from './cursor.js';
import { EventsApi } from './events-api.js';
import { changeOf, isSeries, partsOf, upsertOf } from './parts.js';

const dayMs = 86_400_000;
/** Days before and after a listing that its view shows. */
export const view = { before: 31, after: 184 } as const;

/**
 * Which delta? In v1.0 it is there for a calendar view only, that is within two dates; that of `events`, without bounds,
 * is beta (https://learn.microsoft.com/graph/api/event-delta?view=graph-rest-beta), which is not for production. So:
 *
 * - A listing goes through `events`, which has everything, however far away: single events and series, no occurrences.
 *   A view alone would take what lies outside of it for deleted.
 * - Changes come from the view's delta. What happens within is told as rows; of what is outside, the id is told as
 *   `@removed` with the reason `deleted`, though it may just have been made or edited (the same page says so). Hence a row
 *   is never taken at its word: its id is asked for, and only what the calendar does not have is gone.
 * - Rows outside are promised by "you may find", so the whole is listed once a day (`listEveryHours`), which also opens
 *   the view anew: it moves along, and never runs out.
 *
 * Rows of the delta have neither extended properties nor cancelled occurrences; asking for each changed event once makes
 * a listing and an increment see the same thing.
 */
export async function* pullEvents(session: ProviderSession, request: PullRequest): AsyncIterable<PullPage> {
  const api = new EventsApi(session, request.containerId);
  const seen = new Set<string>();
  let cursor = decodeCursor(request.cursor);
  let last = false;
  while (!last) {
    const listing = cursor.step !== 'changes';
    const page = await fetchPage(api, cursor, session.now());
    const next = nextCursor(cursor, page);
    last = cursor.step !== 'open' && page['@odata.nextLink'] === undefined;
    const isOpened = cursor.step === 'open' && next.step === 'list';
    const changes = await changesOf(api, cursor, page.value ?? [], seen);
    cursor = next;
    // Once the view is open the first page of the listing is a request away: not worth a page of its own.
    if (isOpened) continue;
    yield { ...(await sortOut(changes, listing, request)), listing, cursor: encodeCursor(cursor), last };
  }
}

const fetchPage = (api: EventsApi, cursor: Cursor, now: Date): Promise<GraphPage<GraphEvent>> => {
  if (cursor.step === 'list') return api.page(cursor.page);
  const from = new Date(now.getTime() - view.before * dayMs);
  const to = new Date(now.getTime() + view.after * dayMs);
  return api.delta(cursor.page ?? cursor.changes, from, to);
};

const nextCursor = (cursor: Cursor, page: GraphPage<GraphEvent>): Cursor => {
  const { '@odata.nextLink': next, '@odata.deltaLink': changes } = page;
  if (next !== undefined) return { ...cursor, page: next };
  if (cursor.step === 'list') return { step: 'changes', changes: cursor.changes ?? '' };
  if (changes === undefined) throw new ProviderError('temporary', 'Outlook ended a round without a link.');
  return { step: cursor.step === 'open' ? 'list' : 'changes', changes };
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

/** The record that a row is about: of an occurrence, its series. */
const recordOf = ({ id, seriesMasterId }: GraphEvent): string => seriesMasterId ?? id;

const changesOf = async (
  api: EventsApi,
  { step }: Cursor,
  rows: readonly GraphEvent[],
  seen: Set<string>,
): Promise<RemoteChange[]> => {
  // What the view shows when it is opened is in the listing that follows.
  if (step === 'open') return [];
  const changes: RemoteChange[] = [];
  for (const row of rows) {
    const id = recordOf(row);
    if (seen.has(id)) continue;
    const found = await changesFor(api, row, step);
    for (const change of found) seen.add(change.remoteId);
    changes.push(...found);
  }
  return changes;
};

/** Of a listing, only a series needs a request of its own. */
const changesFor = async (api: EventsApi, row: GraphEvent, step: Cursor['step']): Promise<RemoteChange[]> => {
  const id = recordOf(row);
  const isOccurrence = id !== row.id;
  if (step === 'list' && !isOccurrence)
    return [isSeries(row) ? changeOf(id, await api.series(id)) : upsertOf(partsOf(row))];
  const parts = await api.gather(id);
  if (parts || !isOccurrence) return [changeOf(id, parts)];
  return stray(api, row.id);
};

/** An occurrence whose series this calendar does not have, because only it was one invited to, is an event of its own. */
const stray = async (api: EventsApi, id: string): Promise<RemoteChange[]> => {
  const own = await api.get(id);
  return own ? [upsertOf(partsOf(own))] : [];
};
