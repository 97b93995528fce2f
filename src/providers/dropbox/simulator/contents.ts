import { randomBytes } from 'node:crypto';
import type { SimulatorReply, SimulatorRequest } from '#provider-sdk/simulator';
import { type Drive, hashOfContent, type StoredItem } from './drive.js';
import { Refusal } from './refusal.js';

type Given = Readonly<Record<string, unknown>>;

/** Downloads with ranges, uploads, and upload sessions. */
export class Contents {
  readonly sessions = new Map<string, Buffer>();

  download(drive: Drive, given: Given, request: SimulatorRequest): SimulatorReply {
    const item = drive.find(String(given['path']));
    if (!item) throw new Refusal('path/not_found');
    if (item.kind === 'folder') throw new Refusal('path/not_file');
    const headers = {
      'content-type': 'application/octet-stream',
      'dropbox-api-result': escaped(drive.metadata(item)),
      etag: `W/"${item.rev}"`,
    };
    const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers['range'] ?? '');
    if (!range) return { status: 200, headers, body: item.bytes };
    const { length } = item.bytes;
    const start = range[1] ? Number(range[1]) : Math.max(0, length - Number(range[2]));
    const end = range[1] && range[2] ? Math.min(Number(range[2]), length - 1) : length - 1;
    if (start > end) return { status: 416, headers: { 'content-range': `bytes */${length}` } };
    const part = { 'content-range': `bytes ${start}-${end}/${length}` };
    return { status: 206, headers: { ...headers, ...part }, body: item.bytes.subarray(start, end + 1) };
  }

  upload(drive: Drive, given: Given, bytes: Buffer): StoredItem {
    requireHash(given, bytes);
    return commit(drive, given, bytes, 'path');
  }

  start(given: Given, bytes: Buffer): string {
    requireHash(given, bytes);
    const id = `pid_upload_session:${randomBytes(12).toString('base64url')}`;
    this.sessions.set(id, bytes);
    return id;
  }

  append(given: Given, bytes: Buffer): void {
    requireHash(given, bytes);
    const { id, held } = this.at(given, '');
    this.sessions.set(id, Buffer.concat([held, bytes]));
  }

  finish(drive: Drive, given: Given, bytes: Buffer): StoredItem {
    requireHash(given, bytes);
    const { id, held } = this.at(given, 'lookup_failed/');
    const item = commit(drive, given['commit'] as Given, Buffer.concat([held, bytes]), 'path');
    this.sessions.delete(id);
    return item;
  }

  private at(given: Given, before: string) {
    const { session_id: id, offset } = given['cursor'] as { session_id: string; offset: number };
    const held = this.sessions.get(id);
    if (!held) throw new Refusal(`${before}not_found`);
    if (held.length !== offset) {
      throw new Refusal(`${before}incorrect_offset`, { correct_offset: held.length });
    }
    return { id, held };
  }
}

const requireHash = ({ content_hash: hash }: Given, bytes: Buffer): void => {
  if (hash !== undefined && hash !== hashOfContent(bytes)) throw new Refusal('content_hash_mismatch');
};

/** https://www.dropbox.com/developers/documentation/http/documentation#files-upload: `WriteMode`. */
const commit = (drive: Drive, given: Given, bytes: Buffer, before: string): StoredItem => {
  const path = String(given['path']);
  const existing = drive.find(path);
  const mode = given['mode'] as string | { '.tag': string; update?: string } | undefined;
  const update = typeof mode === 'object' ? mode.update : undefined;
  if (!existing) {
    if (path.startsWith('id:')) throw new Refusal(`${before}/not_found`);
    return drive.file(path, bytes);
  }
  if (existing.kind === 'folder') throw new Refusal(`${before}/conflict/folder`);
  if (existing.bytes.equals(bytes)) return existing;
  if (update !== existing.rev && mode !== 'overwrite') throw new Refusal(`${before}/conflict/file`);
  return drive.write(existing, bytes);
};

const escaped = (value: object): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
