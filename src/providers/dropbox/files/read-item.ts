import { createHash } from 'node:crypto';
import type { RemoteUpsert } from '#provider-sdk';
import type { FileFields } from '#unified-models';
import type { FileMetadata, Item } from '../dropbox.types.js';
import type { Place } from './places.js';

/** What is kept beside the vendor's own members. */
export interface KeptData {
  readonly path_lower?: string;
  readonly parent_id?: string | null;
}

const contentOf = (item: FileMetadata) => ({
  size: item.size,
  contentHash: item.content_hash === undefined ? null : `dropbox:${item.content_hash}`,
  contentModifiedAt: item.client_modified,
  modifiedBy:
    item.sharing_info?.modified_by === undefined
      ? null
      : { id: item.sharing_info.modified_by, name: null, email: null },
});

const noContent = { size: null, contentHash: null, contentModifiedAt: null, modifiedBy: null } as const;

const fieldsOf = (item: Item, { parentId, path }: Place): FileFields => ({
  name: item.name,
  kind: item['.tag'],
  path,
  parentId,
  mimeType: null,
  ...(item['.tag'] === 'file' ? contentOf(item) : noContent),
  shared: item.sharing_info !== undefined,
  trashed: false,
  url: null,
});

/** `rev` speaks of a file's content; names and places, and folders, have none, so what is read is part of the version. */
export const readItem = (item: Item, place: Place): RemoteUpsert => {
  const fields = fieldsOf(item, place);
  const rest = createHash('sha256').update(JSON.stringify(fields)).digest('base64url').slice(0, 16);
  const isFile = item['.tag'] === 'file';
  const kept: KeptData & Item = { ...item, parent_id: place.parentId };
  return {
    kind: 'upsert',
    remoteId: item.id,
    version: `${isFile ? item.rev : 'folder'}.${rest}`,
    fields,
    data: JSON.stringify(kept),
    modifiedAt: isFile ? new Date(item.server_modified) : null,
  };
};
