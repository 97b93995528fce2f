import { ProviderError } from '#kernel';
import type { PullRequest, RemoteChange, RemoteUpsert } from '#provider-sdk';

/** An entry of a page: what is there now, or a path at which nothing is any more. */
export interface Step {
  readonly path: string;
  /** Null: deleted, with everything below. */
  readonly item: RemoteUpsert | null;
}

const fold = (path: string): string => path.toLowerCase();
const isBelow = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);

/**
 * Dropbox names what is gone by path, a folder for all that was in it, and what took another's place not at all. So the
 * entries are applied in their order to what the hub knows at these paths:
 * https://www.dropbox.com/developers/documentation/http/documentation#files-list_folder
 */
export const changesOf = async (
  steps: readonly Step[],
  listing: boolean,
  request: PullRequest,
): Promise<RemoteChange[]> => {
  // A listing finds by itself what is not there any more, but not what goes while it is made.
  const paths = steps.flatMap(({ path, item }) => (listing && item !== null ? [] : [path]));
  const standing = await standingAt(paths, listing, request);
  const changes = new Map<string, RemoteChange>();
  for (const { path, item } of steps) {
    for (const remoteId of displaced(standing, fold(path), item)) {
      standing.delete(remoteId);
      changes.set(remoteId, { kind: 'delete', remoteId });
    }
    if (item === null) continue;
    standing.set(item.remoteId, fold(path));
    changes.set(item.remoteId, item);
  }
  return [...changes.values()];
};

const standingAt = async (
  paths: readonly string[],
  listing: boolean,
  { knownUnder }: PullRequest,
): Promise<Map<string, string>> => {
  if (paths.length === 0) return new Map();
  if (knownUnder) {
    const known = await knownUnder(paths);
    return new Map([...known].map(([id, path]) => [id, fold(path)]));
  }
  if (listing) return new Map();
  throw new ProviderError('cursor_expired', 'What is gone can only be told by listing everything.');
};

/** A folder that comes leaves what is below; a file does not, and neither does a deletion. */
const displaced = (
  standing: ReadonlyMap<string, string>,
  at: string,
  item: RemoteUpsert | null,
): string[] => {
  const keepsChildren = item?.fields['kind'] === 'folder';
  return [...standing].flatMap(([id, path]) => {
    const isGone = path === at || (!keepsChildren && isBelow(path, at));
    return isGone && id !== item?.remoteId ? [id] : [];
  });
};
