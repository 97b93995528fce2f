import { ProviderError } from '#kernel';
import type { ContentSession, DownloadRequest, FileContent } from '#provider-sdk';
import { openContent } from '../dropbox-api.js';
import type { FileMetadata } from '../dropbox.types.js';

/** https://www.dropbox.com/developers/documentation/http/documentation#files-download; it takes a `Range`. */
export const downloadFile = async (
  session: ContentSession,
  { remoteId, range }: DownloadRequest,
): Promise<FileContent> => {
  const headers = range === undefined ? {} : { range };
  const answer = await openContent(session, 'files/download', { path: remoteId }, headers);
  const { name, rev, size } = metadataOf(answer.headers['dropbox-api-result']);
  const contentRange = answer.headers['content-range'] ?? null;
  return {
    name: name ?? null,
    mimeType: answer.headers['content-type'] ?? null,
    size: lengthOf(answer.headers['content-length'], contentRange) ?? size ?? null,
    revision: rev ?? null,
    contentRange,
    body: answer.body,
  };
};

const lengthOf = (contentLength: string | undefined, contentRange: string | null): number | undefined => {
  if (contentLength !== undefined) return Number(contentLength);
  const part = /^bytes (\d+)-(\d+)\//.exec(contentRange ?? '');
  return part ? Number(part[2]) - Number(part[1]) + 1 : undefined;
};

/** What was sent, as JSON in a header. */
const metadataOf = (header: string | undefined): Partial<FileMetadata> => {
  try {
    return JSON.parse(header ?? '{}') as Partial<FileMetadata>;
  } catch (cause) {
    throw new ProviderError('temporary', 'Dropbox did not say what it sent.', { cause });
  }
};
