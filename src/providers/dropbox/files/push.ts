import { ProviderError } from '#kernel';
import type {
  DeleteChange,
  ProviderSession,
  PushResult,
  RecordChange,
  RemoteUpsert,
  UpsertChange,
} from '#provider-sdk';
import { DropboxApi } from '../dropbox-api.js';
import type { Item } from '../dropbox.types.js';
import { unless } from '../explain.js';
import { Places } from './places.js';
import { type KeptData, readItem } from './read-item.js';

interface Answer {
  readonly metadata: Item;
}

type Linked = UpsertChange & { readonly remote: NonNullable<UpsertChange['remote']> };

/** Names and places can be written; what else a file has comes with its content. */
export const pushFile = async (session: ProviderSession, change: RecordChange): Promise<PushResult> => {
  const api = new DropboxApi(session);
  const places = await Places.of(api, change.containerId);
  if (change.kind === 'delete') return remove(api, places, change);
  const { remote } = change;
  return remote === null ? createFolder(api, places, change) : move(api, places, { ...change, remote });
};

const applied = (current: RemoteUpsert): PushResult => ({ outcome: 'applied', current });
const gone = (remoteId: string) => ({ kind: 'delete', remoteId }) as const;

/** Dropbox recognises no repetition of a creation by itself; a folder that is there already is the one wished for. */
const createFolder = async (
  api: DropboxApi,
  places: Places,
  { fields }: UpsertChange,
): Promise<PushResult> => {
  if (fields['kind'] !== 'folder') {
    throw new ProviderError('permanent', 'A file is made by uploading its content, not by writing a record.');
  }
  const path = await places.pathFor(parentIn(fields), String(fields['name']));
  const wish = api.rpc<Answer>('files/create_folder_v2', { path, autorename: false });
  const made = (await unless(['path/conflict/folder'], wish))?.metadata ?? (await api.find(path));
  if (!made) throw new ProviderError('temporary', 'The folder went away while it was made.');
  // The answer to a creation says the same as any other, but for the tag.
  const folder: Item = { ...{ '.tag': 'folder' }, ...made };
  return applied(readItem(folder, await places.placeOf(folder)));
};

/** What is there now, and whether it is what we last saw. */
const lookAt = async (api: DropboxApi, places: Places, { id, version, data }: Linked['remote']) => {
  const item = await api.find(id);
  if (item === null) return null;
  const seen = JSON.parse(data) as KeptData;
  const current = readItem(item, await places.placeOf(item, seen));
  return { item, current, isSame: current.version === version };
};

const move = async (api: DropboxApi, places: Places, change: Linked): Promise<PushResult> => {
  const { id } = change.remote;
  const found = await lookAt(api, places, change.remote);
  if (found === null) return { outcome: 'stale', current: gone(id) };
  const { item, current, isSame } = found;
  if (!isSame) return { outcome: 'stale', current };
  const target = await targetOf(places, change, item);
  if (target === item.path_display) return applied(current);
  if (target.toLowerCase() === item.path_lower) {
    throw new ProviderError('permanent', 'Dropbox cannot change only the case of a name.');
  }
  const { metadata } = await api.rpc<Answer>('files/move_v2', {
    from_path: id,
    to_path: target,
    autorename: false,
  });
  return applied(readItem(metadata, await places.placeOf(metadata)));
};

const parentIn = (fields: UpsertChange['fields']): string | null =>
  typeof fields['parentId'] === 'string' ? fields['parentId'] : null;

/** Name and folder go before the path, which follows from them. */
const targetOf = async (places: Places, { changed, fields }: Linked, item: Item): Promise<string> => {
  const shown = item.path_display ?? '';
  const name = String(fields['name']);
  if (changed.includes('parentId')) return places.pathFor(parentIn(fields), name);
  if (changed.includes('name')) {
    if (name.includes('/')) throw new ProviderError('permanent', 'A name cannot contain a slash.');
    return `${shown.slice(0, shown.lastIndexOf('/'))}/${name}`;
  }
  const path = fields['path'];
  return changed.includes('path') && typeof path === 'string' ? `${places.root}${path}` : shown;
};

/** A file only in the version we saw, which Dropbox checks again; a folder with all that is in it. */
const remove = async (api: DropboxApi, places: Places, { remote }: DeleteChange): Promise<PushResult> => {
  const found = await lookAt(api, places, remote);
  if (found === null) return { outcome: 'applied', current: gone(remote.id) };
  const { item, current, isSame } = found;
  if (!isSame) return { outcome: 'stale', current };
  const revision = item['.tag'] === 'file' ? { parent_rev: item.rev } : {};
  const wish = api.rpc('files/delete_v2', { path: remote.id, ...revision });
  const done = await unless(
    ['path_lookup/not_found', 'path_write/conflict'],
    wish.then(() => true),
  );
  if (done) return { outcome: 'applied', current: gone(remote.id) };
  const after = await lookAt(api, places, remote);
  if (after === null) return { outcome: 'applied', current: gone(remote.id) };
  return { outcome: 'stale', current: after.current };
};
