import { ProviderError } from '#kernel';
import type { ProviderSession, PullPage, PullRequest, RemoteChange } from '#provider-sdk';
import { DropboxApi } from '../dropbox-api.js';
import type { Entry, Item, ListFolderResult } from '../dropbox.types.js';
import { explainCursor } from '../explain.js';
import { changesOf, type Step } from './changes.js';
import { decodePosition, encodePosition, type Position } from './cursor.js';
import { Places, wholeAccount } from './places.js';
import { readItem } from './read-item.js';

const pageSize = 1_000;

/**
 * One cursor for a folder with all that is below; it never ends but for `reset`.
 * https://developers.dropbox.com/detecting-changes-guide
 */
export async function* pullFiles(session: ProviderSession, request: PullRequest): AsyncIterable<PullPage> {
  session.signal.throwIfAborted();
  const begun = decodePosition(request.cursor);
  const api = new DropboxApi(session);
  const places = await Places.of(api, request.containerId);
  if (begun && begun.root !== places.root) {
    throw new ProviderError('cursor_expired', 'The folder was moved or renamed.');
  }
  let position: Position = begun ?? { cursor: '', listing: true, root: places.root };
  let last = false;
  while (!last) {
    const page = await pageAt(session, api, request.containerId, position);
    const steps = await stepsOf(page.entries, places, request.containerId);
    const { listing } = position;
    const changes = await changesOf(steps, listing, request);
    last = !page.has_more;
    position = { ...position, cursor: page.cursor, listing: listing && !last };
    yield { ...(await sortOut(changes, listing, request)), listing, cursor: encodePosition(position), last };
  }
}

const pageAt = (
  session: ProviderSession,
  api: DropboxApi,
  containerId: string,
  { cursor }: Position,
): Promise<ListFolderResult> => {
  if (cursor !== '')
    return api.read('files/list_folder/continue', { cursor }, { explain: explainCursor(session.now) });
  const path = containerId === wholeAccount ? '' : containerId;
  return api.read('files/list_folder', { path, recursive: true, limit: pageSize });
};

const stepsOf = async (entries: readonly Entry[], places: Places, containerId: string): Promise<Step[]> => {
  for (const entry of entries) if (entry['.tag'] === 'folder') places.learn(entry);
  const steps: Step[] = [];
  for (const entry of entries) {
    const path = places.pathOf(entry);
    if (entry['.tag'] !== 'deleted') {
      // A folder's own listing begins with itself.
      if (entry.id !== containerId) steps.push({ path, item: await itemOf(entry, places) });
    } else if (path === '') throw new ProviderError('not_found', 'The folder was deleted.');
    else steps.push({ path, item: null });
  }
  return steps;
};

const itemOf = async (item: Item, places: Places) => readItem(item, await places.placeOf(item));

/** A listing names what the hub has already instead of sending it again. */
const sortOut = async (
  changes: readonly RemoteChange[],
  listing: boolean,
  request: PullRequest,
): Promise<Pick<PullPage, 'changes' | 'unchanged'>> => {
  if (!listing || changes.length === 0) return { changes, unchanged: [] };
  const known = await request.known(changes.map(({ remoteId }) => remoteId));
  const isKnown = (change: RemoteChange): boolean =>
    change.kind === 'upsert' && known.get(change.remoteId) === change.version;
  return {
    changes: changes.filter(change => !isKnown(change)),
    unchanged: changes.filter(isKnown).map(({ remoteId }) => remoteId),
  };
};
