import type { ProviderSession, PullPage, PullRequest, RemoteChange } from '#provider-sdk';
import { TodoistApi } from '../todoist-api.js';
import { Board } from './board.js';
import { type Changes, changesSince } from './changes.js';
import { type ChangesCursor, type CompletedCursor, decodeCursor, encodeCursor } from './cursor.js';
import { begin, listCompleted, type Listed, listOpen } from './listing.js';

const pageSize = 200;

/** A listing (open tasks from one answer, then what was completed), or what changed since a token. */
export async function* pullTasks(session: ProviderSession, request: PullRequest): AsyncGenerator<PullPage> {
  const api = new TodoistApi(session);
  const cursor = request.cursor === null ? null : decodeCursor(request.cursor);
  if (cursor?.phase === 'changes') {
    yield* changePages(await changesSince(api, request, cursor), request.cursor);
  } else if (cursor?.phase === 'completed') {
    const board = new Board(api, request.containerId, cursor.accountZone);
    yield* completedPages(board, request, cursor);
  } else {
    const beginning = await begin(api, request.containerId);
    const open = await listOpen(beginning, request);
    yield* openPages(request.order ? newestFirst(open) : open, beginning.cursor);
    yield* completedPages(beginning.board, request, beginning.cursor);
  }
}

/** The answer has no pages of its own: a crash on the way begins at the same token again, which changes nothing. */
function* changePages({ changes, cursor }: Changes, from: string | null): Generator<PullPage> {
  const rest = [...changes];
  while (rest.length > pageSize)
    yield { changes: rest.splice(0, pageSize), unchanged: [], listing: false, last: false, cursor: from };
  yield { changes: rest, unchanged: [], listing: false, last: true, cursor: encodeCursor(cursor) };
}

/** All open tasks came in one answer, so the order loses nothing; until they are through, a crash begins anew. */
const newestFirst = ({ changes, unchanged }: Listed): Listed => ({
  changes: changes.toSorted((a, b) => modificationOf(b) - modificationOf(a)),
  unchanged,
});

const modificationOf = (change: RemoteChange): number =>
  change.kind === 'upsert' ? (change.modifiedAt?.getTime() ?? 0) : 0;

function* openPages({ changes, unchanged }: Listed, next: CompletedCursor): Generator<PullPage> {
  const rest = [...changes];
  if (rest.length === 0 && unchanged.length === 0) return;
  while (rest.length > pageSize)
    yield { changes: rest.splice(0, pageSize), unchanged: [], listing: true, last: false, cursor: null };
  yield { changes: rest, unchanged, listing: true, last: false, cursor: encodeCursor(next) };
}

async function* completedPages(
  board: Board,
  request: PullRequest,
  begun: CompletedCursor,
): AsyncGenerator<PullPage> {
  let cursor: CompletedCursor | null = begun;
  while (cursor !== null) {
    const { changes, unchanged, next } = await listCompleted(board, request, cursor);
    if (next === null) yield await lastPage(board, request, { changes, unchanged }, cursor);
    else if (changes.length > 0 || unchanged.length > 0)
      yield { changes, unchanged, listing: true, last: false, cursor: encodeCursor(next) };
    cursor = next;
  }
}

/**
 * A task that was opened again while the completed ones were read was seen in neither list, and would count as absent. So
 * the last page also brings what happened since the listing began.
 */
const lastPage = async (
  board: Board,
  request: PullRequest,
  { changes, unchanged }: Listed,
  { token, accountZone }: CompletedCursor,
): Promise<PullPage> => {
  const since: ChangesCursor = { v: 1, phase: 'changes', token, accountZone };
  const meanwhile = await changesSince(board.api, request, since);
  const news = meanwhile.changes.filter(change => change.kind === 'upsert');
  const named = new Set(news.map(({ remoteId }) => remoteId));
  const isOld = ({ remoteId }: RemoteChange): boolean => !named.has(remoteId);
  return {
    changes: [...changes.filter(isOld), ...news],
    unchanged: unchanged.filter(id => !named.has(id)),
    ...{ listing: true, last: true, cursor: encodeCursor(meanwhile.cursor) },
  };
};
