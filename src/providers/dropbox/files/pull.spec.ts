import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { IntegrationProvider, PullPage, PullRequest, RemoteChange } from '#provider-sdk';
import { dropboxSession, remembering } from '../dropbox.contract.js';
import { DropboxProvider } from '../dropbox.provider.js';
import { type Drive, DropboxSimulator } from '../simulator/index.js';

let simulator: DropboxSimulator;
let drive: Drive;
let provider: IntegrationProvider;

beforeEach(async () => {
  simulator = await DropboxSimulator.start();
  drive = simulator.drive();
  provider = remembering(new DropboxProvider());
});
afterEach(() => simulator.stop());

const pages = async (
  cursor: string | null,
  containerId = 'root',
  by: Pick<Required<IntegrationProvider>, 'pull'> = provider as Required<IntegrationProvider>,
): Promise<PullPage[]> => {
  const known: PullRequest['known'] = () => Promise.resolve(new Map());
  const all: PullPage[] = [];
  for await (const page of by.pull(dropboxSession(simulator), { model: 'file', containerId, cursor, known }))
    all.push(page);
  return all;
};
const cursorOf = (all: readonly PullPage[]): string => all.at(-1)?.cursor ?? '';
const pulled = async (cursor: string, containerId = 'root'): Promise<Map<string, RemoteChange>> =>
  new Map(
    (await pages(cursor, containerId)).flatMap(({ changes }) => changes).map(each => [each.remoteId, each]),
  );
const kinds = (changes: ReadonlyMap<string, RemoteChange>) =>
  Object.fromEntries([...changes].map(([id, { kind }]) => [drive.get(id)?.name ?? id, kind]));
const failureOf = (work: Promise<unknown>) => expect(work).rejects;

describe('a pull of Dropbox', () => {
  it('names files below folders with their place and hash', async () => {
    const folder = drive.folder('/Docs/2026');
    const file = drive.file('/Docs/2026/Überblick.txt', Buffer.from('abc'));
    drive.share(file, 'dbid:AAGRACE');
    const [page] = await pages(null);
    const change = page?.changes.find(({ remoteId }) => remoteId === file.id);
    expect(change).toMatchObject({
      fields: {
        name: 'Überblick.txt',
        path: '/Docs/2026/Überblick.txt',
        parentId: folder.id,
        size: 3,
        contentHash: expect.stringMatching(/^dropbox:[0-9a-f]{64}$/),
        modifiedBy: { id: 'dbid:AAGRACE' },
        shared: true,
      },
      version: expect.stringMatching(new RegExp(`^${file.rev}\\.`)),
    });
  });

  it('goes on page by page, also after a crash in between, without asking twice for a folder', async () => {
    for (let at = 0; at < 2_100; at += 1) drive.file(`/Many/${at % 3}/file ${at}`, Buffer.alloc(0));
    const all = await pages(null);
    expect(all.map(({ last, listing }) => [last, listing])).toEqual([
      [false, true],
      [false, true],
      [true, true],
    ]);
    expect(simulator.server.requests).toBe(3);
    const rest = await pages(all[0]?.cursor ?? '');
    expect(rest.flatMap(({ changes }) => changes)).toHaveLength(1_104);
    // Folders of the first page are looked up again, once each.
    expect(simulator.server.requests).toBe(3 + 2 + 2);
  });

  it('takes a deleted folder for the deletion of all that was in it', async () => {
    const kept = drive.file('/Old stuff.txt', Buffer.from('k'));
    const inside = [
      drive.folder('/Old'),
      drive.file('/Old/a', Buffer.from('a')),
      drive.file('/Old/b/c', Buffer.from('c')),
    ];
    const cursor = cursorOf(await pages(null));
    drive.delete(inside[0]!);
    const changes = await pulled(cursor);
    expect([...changes.values()].every(({ kind }) => kind === 'delete')).toBe(true);
    expect([...changes.keys()]).toEqual(expect.arrayContaining(inside.map(({ id }) => id)));
    expect(changes.has(kept.id)).toBe(false);
  });

  it('takes a folder that moved for the same folder, and what is in it too', async () => {
    const folder = drive.folder('/From');
    const file = drive.file('/From/a.txt', Buffer.from('a'));
    const cursor = cursorOf(await pages(null));
    drive.move(folder, '/To');
    const changes = await pulled(cursor);
    expect(kinds(changes)).toEqual({ To: 'upsert', 'a.txt': 'upsert' });
    expect(changes.get(file.id)).toMatchObject({ fields: { path: '/To/a.txt', parentId: folder.id } });
  });

  it('takes what stands in the place of something else for its end', async () => {
    const first = drive.file('/Report.txt', Buffer.from('1'));
    const cursor = cursorOf(await pages(null));
    drive.delete(first);
    const second = drive.file('/report.TXT', Buffer.from('2'));
    expect([...(await pulled(cursor))].map(([id, { kind }]) => [id, kind])).toEqual([
      [first.id, 'delete'],
      [second.id, 'upsert'],
    ]);
  });

  it('lists everything anew when nobody can say what was at a path that is gone', async () => {
    const file = drive.file('/a', Buffer.from('a'));
    const plain = new DropboxProvider();
    const cursor = cursorOf(await pages(null, 'root', plain));
    drive.delete(file);
    await failureOf(pages(cursor, 'root', plain)).toMatchObject({ providerCode: 'cursor_expired' });
  });

  it('says that the container is gone, and begins anew when it was renamed', async () => {
    const team = drive.folder('/Team');
    drive.file('/Team/a', Buffer.from('a'));
    const cursor = cursorOf(await pages(null, team.id));
    drive.move(team, '/Crew');
    await failureOf(pages(cursor, team.id)).toMatchObject({ providerCode: 'cursor_expired' });
    const [page] = await pages(null, team.id);
    expect(page?.changes).toEqual([
      expect.objectContaining({ fields: expect.objectContaining({ path: '/a' }) }),
    ]);
    drive.delete(team);
    await failureOf(pages(null, team.id)).toMatchObject({ providerCode: 'not_found' });
  });
});
