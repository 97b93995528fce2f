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

/** Bodies per request: about 100 kB of answer, small enough to be repeated after a crash. */
const batchSize = 50;
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
  const rest = [...toFetch];
  do {
    pull.session.signal.throwIfAborted();
    const batch = rest.splice(0, batchSize);
    const read = await fetchBatch(pull, part.listing, batch);
    const isEnd = rest.length === 0;
    yield {
      changes: isEnd ? [...read.changes, ...deleted] : read.changes,
      unchanged: isEnd ? [...read.unreadable, ...unchanged] : read.unreadable,
      listing: part.listing,
      cursor: isEnd ? part.after : part.before,
      last: isEnd && part.last,
      ...expected,
    };
  } while (rest.length > 0);
};

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
}

const fetchBatch = async (
  { session, request }: Pull,
  listing: boolean,
  batch: readonly Listed[],
): Promise<Batch> => {
  if (batch.length === 0) return { changes: [], unreadable: [] };
  const ids = batch.map(object => object.remoteId);
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
  return { changes, unreadable: listing ? unreadable : [] };
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
