import { ProviderError } from '#kernel';
import type { ProviderSession, PullPage, PullRequest, RemoteChange } from '#provider-sdk';
import { decodeCursor, encodeCursor } from './caldav.cursor.js';
import {
  getObjects,
  listEtags,
  readCtag,
  syncCollection,
  type CalendarObject,
  type Listed,
} from './dav/index.js';
import { IcsError, readEvent } from './ical/index.js';

/**
 * Bodies per request: about 400 kB of answer, small enough to be repeated after a crash and far from what the hub reads
 * of an answer at most. Servers look at the whole calendar for each request, so few large ones are faster.
 */
const batch = { first: 50, most: 200, least: 10, characters: 400_000 } as const;
/** Versions looked up in the hub at once. */
const lookUpSize = 500;

interface Pull {
  readonly session: ProviderSession;
  readonly request: PullRequest;
}

/** A part of the pull: what the server named, and the page's frame. */
interface Part {
  readonly objects: readonly Listed[];
  readonly listing: boolean;
  /** Cursor of all pages but the part's last. */
  readonly before: string | null;
  readonly after: string | null;
  readonly last: boolean;
}

export const pullEvents = async function* (
  session: ProviderSession,
  request: PullRequest,
): AsyncGenerator<PullPage, void> {
  const pull = { session, request };
  if (request.cursor === null) return yield* listAll(pull);
  const cursor = decodeCursor(request.cursor);
  if (cursor.kind === 'ctag') return yield* compare(pull, cursor.ctag);
  yield* followToken(pull, cursor.token);
};

/** Changes since a token; a server may hand them out in parts, each with a token of its own. */
const followToken = async function* (pull: Pull, from: string): AsyncGenerator<PullPage, void> {
  let token = from;
  for (;;) {
    const answer = await syncCollection(pull.session, pull.request.containerId, token);
    if (typeof answer === 'string') {
      throw new ProviderError('cursor_expired', 'The server no longer knows the state of the last sync.');
    }
    const goesOn = answer.isPartial && answer.token !== token;
    const before = encodeCursor({ kind: 'sync', token });
    const after = encodeCursor({ kind: 'sync', token: answer.token });
    yield* pages(pull, { objects: answer.objects, listing: false, before, after, last: !goesOn });
    if (!goesOn) return;
    ({ token } = answer);
  }
};

const listAll = async function* (pull: Pull): AsyncGenerator<PullPage, void> {
  let token = '';
  for (;;) {
    const answer = await syncCollection(pull.session, pull.request.containerId, token);
    if (answer === 'expired')
      throw new ProviderError('temporary', 'The server forgot its own list while giving it.');
    if (answer === 'unsupported') return yield* listByEtags(pull);
    const goesOn = answer.isPartial && answer.token !== token;
    const after = goesOn ? null : encodeCursor({ kind: 'sync', token: answer.token });
    // Radicale names old deletions even to one who knows nothing; only a later part can take something back.
    const objects = token === '' ? answer.objects.filter(isPresent) : answer.objects;
    yield* pages(pull, { objects, listing: true, before: null, after, last: !goesOn });
    if (!goesOn) return;
    ({ token } = answer);
  }
};

/** Without sync tokens: an unchanged collection tag ends it after one request, else everything is compared. */
const compare = async function* (pull: Pull, ctag: string | null): AsyncGenerator<PullPage, void> {
  const current = ctag === null ? null : await readCtag(pull.session, pull.request.containerId);
  if (current === null || current !== ctag) return yield* listByEtags(pull);
  const cursor = encodeCursor({ kind: 'ctag', ctag });
  yield { changes: [], unchanged: [], listing: false, cursor, last: true };
};

const listByEtags = async function* (pull: Pull): AsyncGenerator<PullPage, void> {
  const { objects, ctag } = await listEtags(pull.session, pull.request.containerId);
  const after = encodeCursor({ kind: 'ctag', ctag });
  yield* pages(pull, { objects, listing: true, before: null, after, last: true });
};

/** One page for each batch of bodies; the last one carries what needs no body. */
const pages = async function* (pull: Pull, part: Part): AsyncGenerator<PullPage, void> {
  const { toFetch, unchanged, deleted } = await sortOut(pull, part);
  const expected = part.listing && part.last ? { expected: part.objects.length } : {};
  const inOrder = part.listing && pull.request.order ? newestFirst(toFetch) : toFetch;
  for await (const { changes, unreadable, isEnd } of readAhead(pull, part.listing, inOrder)) {
    yield {
      changes: isEnd ? [...changes, ...deleted] : changes,
      unchanged: isEnd ? [...unreadable, ...unchanged] : unreadable,
      listing: part.listing,
      cursor: isEnd ? part.after : part.before,
      last: isEnd && part.last,
      ...expected,
    };
  }
};

/** Batches of bodies, at least one; the next is on its way while the hub writes one down. */
const readAhead = async function* (
  pull: Pull,
  listing: boolean,
  toFetch: readonly Listed[],
): AsyncGenerator<Batch & { readonly isEnd: boolean }, void> {
  let from = 0;
  const next = (size: number): Promise<Batch> => {
    const objects = toFetch.slice(from, (from += size));
    const reading = fetchBatch(pull, listing, objects);
    // Its failure is the consumer's when it asks for the batch; until then nobody waits for it.
    reading.catch(() => undefined);
    return reading;
  };
  let ahead = next(batch.first);
  try {
    for (;;) {
      pull.session.signal.throwIfAborted();
      const read = await ahead;
      const isEnd = from >= toFetch.length;
      if (!isEnd) ahead = next(sizeAfter(read));
      yield { ...read, isEnd };
      if (isEnd) return;
    }
  } finally {
    // No request outlives the pull.
    await Promise.allSettled([ahead]);
  }
};

const sizeAfter = ({ objects, characters }: Batch): number => {
  const fitting = Math.floor((batch.characters * objects) / Math.max(1, characters));
  return Math.max(batch.least, Math.min(batch.most, fitting));
};

/**
 * The server has named everything in one answer before the first body is fetched, so nothing is lost by the order: what
 * changes meanwhile is fetched as it is then, or told of by the token of that answer. A listing that is taken up again
 * begins anew, and what the hub has by then is not fetched again.
 */
const newestFirst = (objects: readonly Listed[]): Listed[] =>
  objects.toSorted((a, b) => (b.modifiedAt ?? 0) - (a.modifiedAt ?? 0));

interface Sorted {
  readonly toFetch: readonly Listed[];
  readonly unchanged: readonly string[];
  readonly deleted: readonly RemoteChange[];
}

const isPresent = (object: Listed): boolean => object.version !== null;

const sortOut = async ({ request }: Pull, { objects, listing }: Part): Promise<Sorted> => {
  const present = objects.filter(isPresent);
  const deleted = objects.filter(object => object.version === null);
  const isKnown = new Set<string>();
  for (let from = 0; from < present.length; from += lookUpSize) {
    const slice = present.slice(from, from + lookUpSize);
    const known = await request.known(slice.map(object => object.remoteId));
    for (const { remoteId, version } of slice) {
      if (version !== '' && known.get(remoteId) === version) isKnown.add(remoteId);
    }
  }
  return {
    toFetch: present.filter(object => !isKnown.has(object.remoteId)),
    unchanged: listing ? [...isKnown] : [],
    deleted: deleted.map(({ remoteId }) => ({ kind: 'delete', remoteId })),
  };
};

interface Batch {
  readonly changes: readonly RemoteChange[];
  readonly unreadable: readonly string[];
  /** How many objects were read, and how long they are together. */
  readonly objects: number;
  readonly characters: number;
}

const fetchBatch = async (
  { session, request }: Pull,
  listing: boolean,
  listed: readonly Listed[],
): Promise<Batch> => {
  if (listed.length === 0) return { changes: [], unreadable: [], objects: 0, characters: 0 };
  const ids = listed.map(object => object.remoteId);
  const objects = await getObjects(session, request.containerId, ids);
  const changes: RemoteChange[] = [];
  const unreadable: string[] = [];
  for (const object of objects) {
    const read = readObject(session, object);
    if (read === 'unreadable') unreadable.push(object.remoteId);
    else if (read) changes.push(read);
    else if (!listing) changes.push({ kind: 'delete', remoteId: object.remoteId });
  }
  // Unreadable objects are named in a listing, so that what the hub has of them is not taken for deleted.
  const characters = objects.reduce((sum, { ics }) => sum + (ics?.length ?? 0), 0);
  return { changes, unreadable: listing ? unreadable : [], objects: objects.length, characters };
};

/** Undefined when there is no event in it (any more), but a task, say. */
export const readObject = (
  session: ProviderSession,
  { remoteId, version, ics }: CalendarObject,
): RemoteChange | 'unreadable' | undefined => {
  if (ics === null) return { kind: 'delete', remoteId };
  try {
    const reading = readEvent(ics);
    if (!reading) return undefined;
    if (reading.notes.length > 0)
      session.logger.info('calendar object kept beyond the model', { remoteId, notes: reading.notes });
    return {
      kind: 'upsert',
      remoteId,
      version,
      fields: reading.fields,
      data: ics,
      modifiedAt: reading.modifiedAt,
    };
  } catch (error) {
    if (!(error instanceof IcsError)) throw error;
    session.logger.warn('calendar object skipped: it cannot be read', { remoteId, reason: error.message });
    return 'unreadable';
  }
};
