import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { misused, wrong } from '../../terminal/index.js';
import { BackupHead, Checksums, checksumsName, headName } from './format.js';
import { blockBytes, padding, readTarHeader, type TarEntry } from './tar.js';

/** What to do with what an archive holds; without it the archive is only verified. */
export interface Unpacking {
  /** Sees the head before anything else arrives; throws to refuse the archive. */
  accept?(head: BackupHead): void;
  directory?(path: string): void;
  /** Takes a file's bytes as they come. */
  file?(path: string): { write(chunk: Buffer): void; end(): void };
}

/** Reads an archive to its end and compares every file with its checksum. */
export const readArchive = async (file: string, unpacking: Unpacking = {}): Promise<BackupHead> => {
  const bytes = new ByteReader(createReadStream(file).on('error', () => undefined));
  try {
    return await unpack(bytes, unpacking);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') throw misused(`There is no file ${file}.`);
    if (error instanceof Damage || code.startsWith('Z_'))
      throw wrong(`${file} is damaged: ${messageOf(error)}.`, 'Use another backup.');
    throw error;
  } finally {
    bytes.close();
  }
};

class Damage extends Error {}

/** zlib's codes begin with Z_ (https://nodejs.org/api/zlib.html#constants). */
const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);

const unpack = async (bytes: ByteReader, unpacking: Unpacking): Promise<BackupHead> => {
  const first = await nextEntry(bytes);
  if (first?.path !== headName) throw new Damage('it is no backup of Causeway');
  const seen: Checksums['files'] = {};
  const head = parsed(BackupHead, await wholeFile(bytes, first, seen));
  unpacking.accept?.(head);
  for (let entry = await nextEntry(bytes); entry; entry = await nextEntry(bytes)) {
    if (entry.path === checksumsName) {
      compare(parsed(Checksums, await wholeFile(bytes, entry, {})), seen);
      await bytes.toEnd();
      return head;
    }
    requireInside(entry.path);
    if (entry.kind === 'directory') unpacking.directory?.(entry.path);
    else await copyFile(bytes, entry, { seen, unpacking });
  }
  throw new Damage('its end is missing');
};

/** A name that leads out of the directory is no name we would have written. */
const requireInside = (path: string): void => {
  if (/^(postgres|keys)(\/[^/]+)*$/.test(path) && !path.split('/').includes('..')) return;
  throw new Damage(`it holds ${path}`);
};

const nextEntry = async (bytes: ByteReader): Promise<TarEntry | null> => {
  const block = await bytes.take(blockBytes);
  try {
    return readTarHeader(block);
  } catch (error) {
    throw new Damage(error instanceof Error ? error.message : String(error));
  }
};

const wholeFile = async (bytes: ByteReader, entry: TarEntry, seen: Checksums['files']): Promise<Buffer> => {
  const content = await bytes.take(entry.size);
  await bytes.take(padding(entry.size).length);
  seen[entry.path] = { bytes: entry.size, sha256: createHash('sha256').update(content).digest('hex') };
  return content;
};

const copyFile = async (
  bytes: ByteReader,
  { path, size }: TarEntry,
  { seen, unpacking }: { readonly seen: Checksums['files']; readonly unpacking: Unpacking },
): Promise<void> => {
  const hash = createHash('sha256');
  const sink = unpacking.file?.(path);
  for (let left = size; left > 0;) {
    const chunk = await bytes.some(left);
    hash.update(chunk);
    sink?.write(chunk);
    left -= chunk.length;
  }
  sink?.end();
  await bytes.take(padding(size).length);
  seen[path] = { bytes: size, sha256: hash.digest('hex') };
};

const compare = ({ files }: Checksums, seen: Checksums['files']): void => {
  const names = new Set([...Object.keys(files), ...Object.keys(seen)]);
  for (const name of names) {
    if (!seen[name]) throw new Damage(`${name} is missing`);
    if (files[name]?.sha256 !== seen[name].sha256) throw new Damage(`${name} is not what was stored`);
  }
};

const parsed = <T>(schema: { safeParse(value: unknown): { data?: T | undefined } }, text: Buffer): T => {
  try {
    const { data } = schema.safeParse(JSON.parse(text.toString()));
    if (data !== undefined) return data;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Damage('its description cannot be read');
};

/** Takes exact numbers of bytes off a compressed stream. */
class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #source: NodeJS.ReadableStream & { destroy(): unknown };
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: NodeJS.ReadableStream & { destroy(): unknown }) {
    this.#source = source;
    const gunzip = createGunzip();
    source.on('error', (error: Error) => gunzip.destroy(error));
    this.#chunks = source.pipe(gunzip)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  async take(size: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = size; left > 0;) {
      const chunk = await this.some(left);
      parts.push(chunk);
      left -= chunk.length;
    }
    return Buffer.concat(parts);
  }

  /** Between one byte and `limit` of them. */
  async some(limit: number): Promise<Buffer> {
    if (this.#rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done) throw new Damage('its end is missing');
      this.#rest = next.value;
    }
    const chunk = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(limit);
    return chunk;
  }

  /** Nothing but empty blocks may follow; the compression has a checksum of its own at its end. */
  async toEnd(): Promise<void> {
    for (let chunk = this.#rest; ;) {
      if (chunk.some(byte => byte !== 0)) throw new Damage('something follows its end');
      const next = await this.#chunks.next();
      if (next.done) return;
      chunk = next.value;
    }
  }

  close(): void {
    this.#source.destroy();
  }
}
