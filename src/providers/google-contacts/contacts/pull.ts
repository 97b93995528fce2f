import { ProviderError } from '#kernel';
import type { ProviderSession, PullPage, PullRequest, RemoteChange, RemoteUpsert } from '#provider-sdk';
import type { ConnectionList, Person } from '../google-contacts.types.js';
import { upsertOf } from '../mapping/person.js';
import { type Cursor, decodeCursor, encodeCursor } from './cursor.js';
import { Groups } from './groups.js';
import { PeopleApi } from './people-api.js';

/**
 * Listing and increments by sync token: https://developers.google.com/people/v1/contacts#list_the_users_contacts_that_have_changed
 *
 * Google warns that its feed may be minutes behind. A contact that differs from what the hub has is therefore asked for
 * itself: the feed may show what it was before our own last writing.
 */
export async function* pullContacts(session: ProviderSession, request: PullRequest): AsyncIterable<PullPage> {
  const begin = decodeCursor(request.cursor);
  const api = new PeopleApi(session);
  const groups = new Groups(api);
  await groups.load();
  let cursor = opened(begin, groups);
  let last = false;
  while (!last) {
    const { listing } = cursor;
    const page = await api.page(tokensOf(cursor));
    last = page.nextPageToken === undefined;
    const rows = page.connections ?? [];
    const late = listing && last ? await lateRows(rows, api, request) : [];
    const sorted = await sortOut([...rows, ...late], { api, groups, request, listing });
    cursor = nextCursor(cursor, page);
    const expected = listing && page.totalItems !== undefined ? { expected: page.totalItems } : {};
    yield { ...sorted, ...expected, listing, cursor: encodeCursor(cursor), last };
  }
}

/** No contact changes when its label is renamed or removed, so that everything has to be looked at again. */
const opened = (cursor: Cursor, groups: Groups): Cursor => {
  const prints = groups.prints();
  const isBegun = cursor.pageToken !== undefined;
  if (cursor.listing) return isBegun ? cursor : { listing: true, groups: prints };
  const isSame = Object.entries(cursor.groups).every(([id, print]) => prints[id] === print);
  if (!isSame) {
    throw new ProviderError('cursor_expired', 'A label was renamed or removed at Google Contacts.');
  }
  return { ...cursor, groups: prints };
};

const tokensOf = ({ syncToken, pageToken }: Cursor): { syncToken?: string; pageToken?: string } => ({
  ...(syncToken === undefined ? {} : { syncToken }),
  ...(pageToken === undefined ? {} : { pageToken }),
});

const nextCursor = (cursor: Cursor, page: ConnectionList): Cursor => {
  if (page.nextPageToken !== undefined) return { ...cursor, pageToken: page.nextPageToken };
  const { groups } = cursor;
  return page.nextSyncToken === undefined
    ? { listing: true, groups }
    : { listing: false, syncToken: page.nextSyncToken, groups };
};

/** How far behind the feed may be. */
const lagMs = 900_000;

/**
 * Whom a listing takes for absent is deleted here, so contacts that the hub knows and that were changed a moment ago, made
 * by the hub itself mostly, are looked for where nothing is behind.
 */
const lateRows = async (
  rows: readonly Person[],
  api: PeopleApi,
  request: PullRequest,
): Promise<readonly Person[]> => {
  const named = new Set(rows.map(({ resourceName }) => resourceName));
  const young = await api.changedSince(api.session.now().getTime() - lagMs);
  const others = young.map(({ resourceName }) => resourceName).filter(name => !named.has(name));
  if (others.length === 0) return [];
  const known = await request.known(others);
  const people = await api.getAll(others.filter(name => known.has(name)));
  return [...people.values()];
};

interface Sorting {
  readonly api: PeopleApi;
  readonly groups: Groups;
  readonly request: PullRequest;
  readonly listing: boolean;
}

const isGone = ({ metadata }: Person): boolean => metadata?.deleted === true;
const goneOf = (remoteId: string): RemoteChange => ({ kind: 'delete', remoteId });

/** A listing names what the hub has already instead of sending it again, and what is gone not at all. */
const sortOut = async (
  rows: readonly Person[],
  sorting: Sorting,
): Promise<Pick<PullPage, 'changes' | 'unchanged'>> => {
  const { groups, request, listing } = sorting;
  const seen: RemoteUpsert[] = [];
  for (const row of rows) if (!isGone(row)) seen.push(upsertOf(row, await groups.of(row)));
  const known = seen.length > 0 ? await request.known(seen.map(({ remoteId }) => remoteId)) : new Map();
  const isKnown = ({ remoteId, version }: RemoteUpsert): boolean => known.get(remoteId) === version;
  const differing = seen.filter(upsert => known.has(upsert.remoteId) && !isKnown(upsert));
  const present = await presentOf(differing, sorting);
  const now = seen.flatMap(upsert =>
    differing.includes(upsert) ? (present.get(upsert.remoteId) ?? []) : upsert,
  );
  const gone = [
    ...rows.filter(isGone).map(({ resourceName }) => resourceName),
    ...rows.flatMap(({ metadata }) => metadata?.previousResourceNames ?? []),
    ...differing.map(({ remoteId }) => remoteId),
  ].filter(id => !now.some(({ remoteId }) => remoteId === id));
  if (!listing) return { changes: [...[...new Set(gone)].map(goneOf), ...now], unchanged: [] };
  const unchanged = now.filter(isKnown).map(({ remoteId }) => remoteId);
  return { changes: now.filter(upsert => !isKnown(upsert)), unchanged };
};

/** What is there now under the names that were seen; under a new name after Google linked a contact with a profile. */
const presentOf = async (
  differing: readonly RemoteUpsert[],
  { api, groups }: Sorting,
): Promise<Map<string, RemoteUpsert>> => {
  const people = await api.getAll(differing.map(({ remoteId }) => remoteId));
  const present = new Map<string, RemoteUpsert>();
  for (const [name, person] of people) present.set(name, upsertOf(person, await groups.of(person)));
  return present;
};
