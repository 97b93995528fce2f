import { ProviderError } from '#kernel';
import { type ContentSession, partsOf, type PushResult, type UploadRequest } from '#provider-sdk';
import { DropboxApi } from '../dropbox-api.js';
import type { FileMetadata } from '../dropbox.types.js';
import { DropboxRefusal } from '../explain.js';
import { Places } from '../files/places.js';
import { type KeptData, readItem } from '../files/read-item.js';
import { ContentHash, contentHash } from './content-hash.js';
import { UploadSession } from './upload-session.js';

/** What is held in memory, and what one request takes: sessions want multiples of 4 MiB, requests 150 MiB at most. */
export const partBytes = 8 * 1024 * 1024;

interface Commit {
  readonly path: string;
  readonly mode: 'add' | { readonly '.tag': 'update'; readonly update: string };
  readonly autorename: false;
}

interface Written {
  readonly hash: string;
  /** Undefined: something else is there. */
  readonly file: FileMetadata | undefined;
}

/**
 * One request, or an upload session for what is longer than a part; either way with the hash of what is sent.
 * https://www.dropbox.com/developers/documentation/http/documentation#files-upload
 */
export const uploadFile = async (session: ContentSession, request: UploadRequest): Promise<PushResult> => {
  const api = new DropboxApi(session);
  const places = await Places.of(api, request.containerId);
  const commit = await commitOf(places, request);
  const { hash, file } = await write(api, request, commit);
  const isThere = file ?? (await existing(api, commit.path, hash));
  if (isThere) {
    requireSame(isThere, hash);
    return { outcome: 'applied', current: readItem(isThere, await places.placeOf(isThere)) };
  }
  if (request.remote === null) {
    throw new ProviderError('permanent', `Something called ${request.name} is there already.`);
  }
  const current = await api.find(request.remote.id);
  if (current === null) {
    return { outcome: 'stale', current: { kind: 'delete', remoteId: request.remote.id } };
  }
  return { outcome: 'stale', current: readItem(current, await places.placeOf(current)) };
};

const commitOf = async (places: Places, { name, parentId, remote }: UploadRequest): Promise<Commit> => {
  if (remote === null) return { path: await places.pathFor(parentId, name), mode: 'add', autorename: false };
  const { rev } = JSON.parse(remote.data) as KeptData & Partial<FileMetadata>;
  if (rev === undefined) throw new ProviderError('permanent', 'A folder has no content.');
  return { path: remote.id, mode: { '.tag': 'update', update: rev }, autorename: false };
};

/** Refusals that mean that something else is there, or that an earlier attempt did it and its answer was lost. */
const taken = [
  ['path', 'conflict'],
  ['path', 'reason', 'conflict'],
  ['path', 'not_found'],
  ['lookup_failed'],
];

const write = async (api: DropboxApi, request: UploadRequest, commit: Commit): Promise<Written> => {
  const parts = partsOf(request.body, partBytes);
  const hash = new ContentHash();
  const sending =
    request.size > partBytes ? inSession(api, parts, { commit, hash }) : atOnce(api, parts, { commit, hash });
  try {
    return { file: await sending, hash: hash.digest() };
  } catch (error) {
    const isTaken = error instanceof DropboxRefusal && taken.some(path => error.is(...path));
    if (isTaken) return { file: undefined, hash: hash.digest() };
    throw error;
  }
};

interface Committing {
  readonly commit: Commit;
  readonly hash: ContentHash;
}

const atOnce = async (
  api: DropboxApi,
  parts: AsyncIterable<Buffer>,
  { commit, hash }: Committing,
): Promise<FileMetadata> => {
  const all: Buffer[] = [];
  for await (const part of parts) all.push(part);
  const bytes = Buffer.concat(all);
  hash.update(bytes);
  return tagged(
    await api.send<FileMetadata>('files/upload', { ...commit, content_hash: contentHash(bytes) }, bytes),
  );
};

const inSession = async (
  api: DropboxApi,
  parts: AsyncIterable<Buffer>,
  { commit, hash }: Committing,
): Promise<FileMetadata> => {
  const session = await UploadSession.start(api);
  for await (const part of parts) {
    hash.update(part);
    await session.append(part);
  }
  return tagged(await session.finish<FileMetadata>(commit));
};

/** Uploads answer a file without saying so. */
const tagged = (file: FileMetadata): FileMetadata => ({ ...file, '.tag': 'file' });

const existing = async (api: DropboxApi, path: string, hash: string): Promise<FileMetadata | undefined> => {
  const found = await api.find(path);
  return found?.['.tag'] === 'file' && found.content_hash === hash ? found : undefined;
};

const requireSame = (file: FileMetadata, hash: string): void => {
  if (file.content_hash === undefined || file.content_hash === hash) return;
  throw new ProviderError('temporary', 'Dropbox stored something else than what was sent. Send it again.');
};
