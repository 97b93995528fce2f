import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ContentSession, UploadRequest } from '#provider-sdk';
import { dropboxSession } from '../dropbox.contract.js';
import { DropboxProvider } from '../dropbox.provider.js';
import { type Drive, DropboxSimulator } from '../simulator/index.js';
import { partBytes } from './upload.js';

const provider = new DropboxProvider();
let simulator: DropboxSimulator;
let drive: Drive;
let session: ContentSession;

beforeEach(async () => {
  simulator = await DropboxSimulator.start();
  drive = simulator.drive();
  session = dropboxSession(simulator);
});
afterEach(() => simulator.stop());

const wish = (bytes: Buffer, more: Partial<UploadRequest> = {}): UploadRequest => ({
  containerId: 'root',
  recordId: 'r',
  name: 'Schnitt – 1.bin',
  parentId: null,
  size: bytes.length,
  body: Readable.from(bytes.length === 0 ? [] : [bytes.subarray(0, 7), bytes.subarray(7)], {
    objectMode: false,
  }),
  remote: null,
  ...more,
});
const routes = (): string[] => simulator.server.log.map(({ path }) => path.replace('/2/files/', ''));
const stored = (path = '/Schnitt – 1.bin'): Buffer => drive.find(path)?.bytes ?? Buffer.from('nothing');

describe('an upload to Dropbox', () => {
  it.each([0, 1, 8, partBytes])('of %i bytes is one request', async size => {
    const bytes = randomBytes(size);
    const { outcome, current } = await provider.upload(session, wish(bytes));
    expect({ outcome, current }).toMatchObject({ outcome: 'applied', current: { fields: { size } } });
    expect(stored().equals(bytes)).toBe(true);
    expect(routes()).toEqual(['upload']);
  });

  it('of more is a session in parts', async () => {
    const bytes = randomBytes(2 * partBytes + 3);
    await provider.upload(session, wish(bytes));
    expect(stored().equals(bytes)).toBe(true);
    const append = 'upload_session/append_v2';
    expect(routes()).toEqual(['upload_session/start', append, append, append, 'upload_session/finish']);
    expect(simulator.contents.sessions.size).toBe(0);
  });

  it('goes on when a part arrived and its answer was lost', async () => {
    const bytes = randomBytes(partBytes + 3);
    const { http } = session;
    let isLost = false;
    const lossy: ContentSession = {
      ...session,
      http: {
        ...http,
        request: async request => {
          const answer = await http.request(request);
          if (isLost || !request.url.endsWith('append_v2')) return answer;
          isLost = true;
          return http.request(request);
        },
      },
    };
    await provider.upload(lossy, wish(bytes));
    expect(stored().equals(bytes)).toBe(true);
  });

  it('that is repeated is the same file', async () => {
    const bytes = randomBytes(100);
    const first = await provider.upload(session, wish(bytes));
    expect(await provider.upload(session, wish(bytes))).toEqual(first);
    expect(drive.below(null)).toHaveLength(1);
  });

  it('does not take the place of another file', async () => {
    drive.file('/Schnitt – 1.bin', Buffer.from('theirs'));
    await expect(provider.upload(session, wish(randomBytes(9)))).rejects.toMatchObject({
      providerCode: 'permanent',
    });
    expect(stored().toString()).toBe('theirs');
  });

  it('replaces the version it knows, and no other', async () => {
    const first = await provider.upload(session, wish(Buffer.from('one, two')));
    if (first.current.kind !== 'upsert') throw new Error('Not uploaded');
    const { remoteId: id, version, data } = first.current;
    const remote = { id, version, data };
    drive.move(drive.find('/Schnitt – 1.bin')!, '/renamed.bin');
    expect(await provider.upload(session, wish(Buffer.from('three, four'), { remote }))).toMatchObject({
      outcome: 'applied',
      current: { fields: { name: 'renamed.bin', size: 11 } },
    });
    expect(await provider.upload(session, wish(Buffer.from('five, six, seven'), { remote }))).toMatchObject({
      outcome: 'stale',
      current: { remoteId: id, fields: { size: 11 } },
    });
    drive.delete(drive.get(id)!);
    expect(await provider.upload(session, wish(Buffer.from('eight, nine'), { remote }))).toEqual({
      outcome: 'stale',
      current: { kind: 'delete', remoteId: id },
    });
  });

  it('does not believe an answer that names another content', async () => {
    const metadata = { ...drive.metadata(drive.file('/x', Buffer.from('x'))), content_hash: '0'.repeat(64) };
    simulator.server.failNext({ status: 200, body: JSON.stringify(metadata) });
    await expect(provider.upload(session, wish(randomBytes(9)))).rejects.toMatchObject({
      providerCode: 'temporary',
    });
  });
});

describe('a download from Dropbox', () => {
  it('streams the content, or a range of it, with its name and revision', async () => {
    const file = drive.file('/Größe – 1.txt', Buffer.from('0123456789'));
    const whole = await provider.download(session, { remoteId: file.id });
    expect(whole).toMatchObject({ name: 'Größe – 1.txt', size: 10, revision: file.rev, contentRange: null });
    expect((await buffer(whole.body)).toString()).toBe('0123456789');
    const part = await provider.download(session, { remoteId: file.id, range: 'bytes=-3' });
    expect(part).toMatchObject({ size: 3, contentRange: 'bytes 7-9/10' });
    expect((await buffer(part.body)).toString()).toBe('789');
  });

  it('says when there is no such file, and when the scope is missing', async () => {
    await expect(provider.download(session, { remoteId: 'id:none' })).rejects.toMatchObject({
      providerCode: 'not_found',
    });
    const error = {
      error_summary: 'missing_scope/..',
      error: { '.tag': 'missing_scope', required_scope: 'files.content.read' },
    };
    simulator.server.failNext({ status: 401, body: JSON.stringify(error) });
    await expect(provider.download(session, { remoteId: 'id:none' })).rejects.toMatchObject({
      providerCode: 'insufficient_scope',
      publicDetail: expect.stringContaining('files.content.read'),
    });
  });
});
