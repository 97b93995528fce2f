import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ContentSession, PullPage, RemoteUpsert, UpsertChange } from '#provider-sdk';
import { dropboxSession } from '../dropbox.contract.js';
import { DropboxProvider } from '../dropbox.provider.js';
import { type Drive, DropboxSimulator } from '../simulator/index.js';

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

const seen = async (id: string): Promise<RemoteUpsert> => {
  const known = () => Promise.resolve(new Map<string, string>());
  const pages: PullPage[] = [];
  for await (const page of provider.pull(session, {
    model: 'file',
    containerId: 'root',
    cursor: null,
    known,
  }))
    pages.push(page);
  const found = pages.flatMap(({ changes }) => changes).find(({ remoteId }) => remoteId === id);
  if (found?.kind !== 'upsert') throw new Error(`There is no ${id}`);
  return found;
};
const edit = (of: RemoteUpsert | null, patch: UpsertChange['fields']): UpsertChange => ({
  kind: 'upsert',
  model: 'file',
  containerId: 'root',
  recordId: '019aa000-0000-7000-8000-000000000001',
  fields: { ...of?.fields, ...patch },
  changed: Object.keys(patch),
  remote: of && { id: of.remoteId, version: of.version, data: of.data },
});

describe('a push to Dropbox', () => {
  it('renames and moves, by name and folder or by path', async () => {
    const file = drive.file('/a.txt', Buffer.from('a'));
    const folder = drive.folder('/Box');
    const moved = await provider.push(
      session,
      edit(await seen(file.id), { name: 'b.txt', parentId: folder.id }),
    );
    expect(moved).toMatchObject({
      outcome: 'applied',
      current: { fields: { path: '/Box/b.txt', parentId: folder.id } },
    });
    await provider.push(session, edit(await seen(file.id), { path: '/c.txt' }));
    expect(drive.pathOf(file)).toBe('/c.txt');
  });

  it('leaves alone what cannot be written', async () => {
    const file = drive.file('/a.txt', Buffer.from('a'));
    const result = await provider.push(session, edit(await seen(file.id), { trashed: true, size: 7 }));
    expect(result).toMatchObject({ outcome: 'applied', current: { fields: { trashed: false, size: 1 } } });
  });

  it('writes over no version and deletes no version that it has not seen', async () => {
    const file = drive.file('/a.txt', Buffer.from('a'));
    const before = await seen(file.id);
    drive.write(file, Buffer.from('by somebody else'));
    const { remoteId: id, version, data } = before;
    const change = {
      kind: 'delete',
      model: 'file',
      containerId: 'root',
      recordId: 'r',
      remote: { id, version, data },
    } as const;
    for (const result of [
      await provider.push(session, edit(before, { name: 'b' })),
      await provider.push(session, change),
    ])
      expect(result).toMatchObject({ outcome: 'stale', current: { kind: 'upsert', fields: { size: 16 } } });
    expect(drive.pathOf(file)).toBe('/a.txt');
    drive.move(file, '/moved.txt');
    expect(await provider.push(session, edit(before, { name: 'b' }))).toMatchObject({ outcome: 'stale' });
  });

  it('says that what it should change is gone', async () => {
    const file = drive.file('/a.txt', Buffer.from('a'));
    const before = await seen(file.id);
    drive.delete(file);
    expect(await provider.push(session, edit(before, { name: 'b' }))).toEqual({
      outcome: 'stale',
      current: { kind: 'delete', remoteId: file.id },
    });
  });

  it.each([
    ['a name that is taken', { name: 'taken.txt' }, /there already/],
    ['a name with a slash', { name: '../x' }, /slash/],
    ['a name in another case', { name: 'A.TXT' }, /case/],
    ['a name that Dropbox forbids', { name: 'a?b' }, /does not allow this name/],
  ])('refuses %s for good', async (_what, patch, detail) => {
    drive.file('/taken.txt', Buffer.from('t'));
    const file = drive.file('/a.txt', Buffer.from('a'));
    const wish = provider.push(session, edit(await seen(file.id), patch));
    await expect(wish).rejects.toMatchObject({
      providerCode: 'permanent',
      publicDetail: expect.stringMatching(detail),
    });
    expect(drive.pathOf(file)).toBe('/a.txt');
  });

  it('makes no file without a content', async () => {
    const wish = provider.push(session, edit(null, { name: 'new.txt', kind: 'file', parentId: null }));
    await expect(wish).rejects.toMatchObject({ providerCode: 'permanent' });
  });
});
