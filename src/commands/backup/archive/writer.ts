import { createHash } from 'node:crypto';
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type BackupHead, type Checksums, checksumsName, headName } from './format.js';
import { padding, tarEnd, tarHeader } from './tar.js';

/** Something to put into an archive. A file yields exactly `size` bytes. */
export interface Member {
  readonly path: string;
  readonly kind: 'file' | 'directory';
  readonly size: number;
  content(): AsyncIterable<Buffer> | Iterable<Buffer>;
}

export const memberOf = (path: string, text: string | Buffer): Member => {
  const bytes = Buffer.from(text);
  return { path, kind: 'file', size: bytes.length, content: () => [bytes] };
};

/** Writes one compressed archive beside its name and gives it that name when it is whole and on the disk. */
export const writeArchive = async (
  file: string,
  head: BackupHead,
  members: AsyncIterable<Member>,
): Promise<void> => {
  const draft = `${file}.partial`;
  // Level 1: five times as fast as the default, for a tenth more bytes.
  const stream = createWriteStream(draft, { mode: 0o600, flags: 'wx', flush: true });
  try {
    await pipeline(Readable.from(packed(head, members)), createGzip({ level: 1 }), stream);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
};

async function* packed(head: BackupHead, members: AsyncIterable<Member>): AsyncGenerator<Buffer> {
  const at = new Date(head.createdAt);
  const files: Checksums['files'] = {};
  yield* pack(memberOf(headName, JSON.stringify(head, null, 2)), at, files);
  for await (const member of members) yield* pack(member, at, files);
  yield* pack(memberOf(checksumsName, JSON.stringify({ files } satisfies Checksums)), at, {});
  yield tarEnd();
}

async function* pack(member: Member, at: Date, files: Checksums['files']): AsyncGenerator<Buffer> {
  yield tarHeader(member, at);
  if (member.kind === 'directory') return;
  const hash = createHash('sha256');
  for await (const chunk of member.content()) {
    hash.update(chunk);
    yield chunk;
  }
  yield padding(member.size);
  files[member.path] = { bytes: member.size, sha256: hash.digest('hex') };
}
