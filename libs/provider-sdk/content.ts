import type { Readable } from 'node:stream';
import type { ProviderHttp, ProviderRequest, ProviderSession } from './session.js';

/** A success whose body streams. Whoever opens it reads it to its end or destroys it; until then it holds its turn. */
export interface OpenedResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

export interface ContentHttp extends ProviderHttp {
  /** As `request`, for answers that must not be held in memory. A failure throws as it does there. */
  open(request: ProviderRequest): Promise<OpenedResponse>;
}

/** The door that `download` and `upload` are given. */
export interface ContentSession extends ProviderSession {
  readonly http: ContentHttp;
}

export interface DownloadRequest {
  readonly remoteId: string;
  /** One `Range` of bytes as HTTP says it (RFC 9110 §14.2). A vendor without ranges answers the whole. */
  readonly range?: string;
}

/** What a file holds now, on its way. */
export interface FileContent {
  readonly name: string | null;
  readonly mimeType: string | null;
  /** Bytes of `body`. */
  readonly size: number | null;
  /** Version of the content, as in `RemoteUpsert.data` and not in `version`; null when the vendor has none. */
  readonly revision: string | null;
  /** `Content-Range` of an answer that is a part. */
  readonly contentRange: string | null;
  readonly body: Readable;
}

export interface UploadRequest {
  readonly containerId: string;
  /** The hub's record id: stable over retries. */
  readonly recordId: string;
  readonly name: string;
  /** The provider's id of the folder; `null`: the root of the container. */
  readonly parentId: string | null;
  /** Bytes of `body`, known beforehand. */
  readonly size: number;
  /** Read once, by `partsOf`. */
  readonly body: Readable;
  /** The file whose content is replaced, as last seen; `null` makes a new one. A differing version means `stale`. */
  readonly remote: { readonly id: string; readonly version: string; readonly data: string } | null;
}

/**
 * The body in parts of `bytes`, the last one shorter: what an upload holds in memory. Without bytes it is one empty part.
 * Leaving early does not break the caller's connection, so that an answer can still be given.
 */
export async function* partsOf(body: Readable, bytes: number): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let size = 0;
  let isEmpty = true;
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    held.push(chunk);
    size += chunk.length;
    if (size < bytes) continue;
    let all = Buffer.concat(held);
    for (; all.length >= bytes; all = all.subarray(bytes)) yield all.subarray(0, bytes);
    isEmpty = false;
    held = all.length > 0 ? [all] : [];
    size = all.length;
  }
  if (size > 0 || isEmpty) yield Buffer.concat(held);
}
