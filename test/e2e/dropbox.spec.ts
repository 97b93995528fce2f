import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  connectByPages,
  type ConnectionAnswer,
  type ConnectSessionAnswer,
  createOrganization,
  freePort,
  type StoredRecord,
  startTestHub,
  type TestHub,
  type TestOrganization,
  until,
} from '#support';
import { type Drive, DropboxSimulator } from '../../src/providers/dropbox/simulator/index.js';

const client = { id: 'dropbox-app-key', secret: 'dropbox-app-secret' };
const account = 'dbid:AAH4f99T0taONIb';
let dropbox: DropboxSimulator;
let drive: Drive;
let hub: TestHub;
let acme: TestOrganization;
let session: ConnectSessionAnswer;
let consentId: string;
let syncId: string;

beforeAll(async () => {
  const port = await freePort();
  const redirectUris = [`http://127.0.0.1:${port}/oauth/dropbox/callback`];
  dropbox = await DropboxSimulator.start({
    clients: [{ ...client, redirectUris }],
    appSecret: client.secret,
  });
  dropbox.accounts.behaviour.approval = 'auto';
  dropbox.notifications.url = `http://127.0.0.1:${port}/hooks/dropbox`;
  drive = dropbox.drive();
  const { url } = dropbox.server;
  const urls = {
    authorize: `${url}/oauth2/authorize`,
    token: `${url}/oauth2/token`,
    revoke: `${url}/2/auth/token/revoke`,
    api: dropbox.apiUrl,
  };
  hub = await startTestHub({
    PORT: String(port),
    CAUSEWAY_PROVIDER_URLS: JSON.stringify({ dropbox: urls }),
    CAUSEWAY_FILE_LIMIT_MB: '12',
  });
  acme = await createOrganization(hub.url, hub.operatorKey);
});
afterAll(async () => {
  await hub.stop();
  await dropbox.stop();
});

type FileRecord = Omit<StoredRecord, 'fields'> & { readonly fields: Readonly<Record<string, unknown>> };
const records = async (): Promise<FileRecord[]> =>
  (await acme.owner.get<{ data: FileRecord[] }>(acme.at(`/records?syncId=${syncId}&limit=500`))).data.filter(
    record => !record.deleted,
  );
const paths = async (): Promise<unknown[]> => (await records()).map(({ fields }) => fields['path']).sort();
const recordAt = async (path: string): Promise<FileRecord> => {
  const found = (await records()).find(({ fields }) => fields['path'] === path);
  if (!found) throw new Error(`No record at ${path}`);
  return found;
};
const bytesOf = (path: string): Buffer => drive.find(path)?.bytes ?? Buffer.from('nothing there');
const contentOf = (id: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${hub.url}${acme.at(`/records/${id}/content`)}`, {
    method,
    headers: { authorization: `Bearer ${acme.owner.key}`, ...headers },
  });
const put = async (method: string, path: string, body: Buffer<ArrayBuffer>) => {
  const headers = {
    authorization: `Bearer ${acme.owner.key}`,
    'content-type': 'application/octet-stream',
  };
  const response = await fetch(`${hub.url}${acme.at(path)}`, { method, headers, body });
  const answer = (await response.json()) as Pick<FileRecord, 'id' | 'fields'> & { code?: string };
  return { status: response.status, ...answer };
};

describe('Dropbox, from the connect link to the end of the grant', () => {
  it('takes the address of notifications, and connects an account', async () => {
    const { id } = await acme.owner.post<{ id: string }>(acme.at('/integrations'), {
      provider: 'dropbox',
      client,
      webhookSecret: client.secret,
    });
    expect(await dropbox.notifications.verify()).toBe(true);
    session = await connectByPages(acme, id, (_browser, page) => Promise.resolve(page));
    const made = await acme.owner.get<ConnectionAnswer>(
      acme.at(`/connections/${session.connectionId ?? ''}`),
    );
    expect(made).toMatchObject({
      status: 'active',
      account: { id: account, name: 'Ada Lovelace', email: 'ada@example.com' },
      missing: [],
      credential: { renews: true },
    });
  });

  it('brings a folder with all that is below, and nothing beside it', async () => {
    const team = drive.folder('/Team');
    drive.file('/Team/Reports/Q3 – Überblick.txt', Buffer.from('forty-two'));
    drive.file('/private.txt', Buffer.from('not shown'));
    for (const id of session.consentIds) {
      const consent = await acme.owner.get<{ purpose: string }>(acme.at(`/consents/${id}`));
      if (consent.purpose === 'file_sync') consentId = id;
    }
    const { connectionId } = session;
    const wish = { connectionId, consentId, model: 'file', containerId: team.id, intervalSeconds: 86_400 };
    syncId = (await acme.owner.post<{ id: string }>(acme.at('/syncs'), wish)).id;
    await until(records, found => found.length === 2);
    expect(await paths()).toEqual(['/Reports', '/Reports/Q3 – Überblick.txt']);
    const [folder, file] = [await recordAt('/Reports'), await recordAt('/Reports/Q3 – Überblick.txt')];
    expect(file.fields).toMatchObject({ kind: 'file', size: 9, parentId: folder.remoteId, shared: false });
  });

  it('learns of every change by notifications whose bytes are always the same', async () => {
    await dropbox.notifications.settled();
    drive.file('/Team/first.txt', Buffer.from('1'));
    await until(paths, found => found.includes('/first.txt'));
    await dropbox.notifications.settled();
    drive.file('/Team/Reports/second.txt', Buffer.from('2'));
    await until(paths, found => found.includes('/Reports/second.txt'));
    expect(dropbox.notifications.statuses.every(status => status === 200)).toBe(true);
  });

  it('moves what a folder holds with it, and removes it with it', async () => {
    const { id } = await recordAt('/Reports/second.txt');
    drive.move(drive.find('/Team/Reports')!, '/Team/Archive');
    await until(paths, found => found.includes('/Archive/second.txt') && !found.includes('/Reports'));
    expect((await recordAt('/Archive/second.txt')).id).toBe(id);
    drive.folder('/Team/Keep');
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'])
      drive.file(`/Team/Keep/${name}`, Buffer.from(name));
    await until(paths, found => found.includes('/Keep/l'));
    drive.delete(drive.find('/Team/Archive')!);
    await until(paths, found => found.every(path => !String(path).startsWith('/Archive')));
    expect(await paths()).toContain('/first.txt');
  });

  it('renames, moves, makes folders and deletes there what is changed here', async () => {
    const file = await recordAt('/first.txt');
    const folder = await acme.owner.post<FileRecord>(acme.at('/records'), {
      syncId,
      fields: { name: 'New folder', kind: 'folder' },
    });
    await until(records, found => found.some(({ id, state }) => id === folder.id && state === 'clean'));
    const parentId = drive.find('/Team/New folder')?.id;
    await acme.owner.ok('PATCH', acme.at(`/records/${file.id}`), {
      fields: { name: 'renamed.txt', parentId },
    });
    await until(paths, found => found.includes('/New folder/renamed.txt'));
    expect(bytesOf('/team/new folder/RENAMED.txt').toString()).toBe('1');
    await acme.owner.ok('DELETE', acme.at(`/records/${file.id}`));
    await until(
      async () => drive.find('/Team/New folder/renamed.txt'),
      found => found === undefined,
    );
  });

  it('streams a long file up in parts and down again, whole or a range of it', async () => {
    const bytes = randomBytes(9 * 1024 * 1024 + 5);
    const made = await put(
      'POST',
      `/syncs/${syncId}/files?name=${encodeURIComponent('Film – Schnitt.bin')}`,
      bytes,
    );
    expect(made).toMatchObject({ status: 201, fields: { size: bytes.length, path: '/Film – Schnitt.bin' } });
    expect(bytesOf('/Team/Film – Schnitt.bin').equals(bytes)).toBe(true);
    const whole = await contentOf(made.id);
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-length': String(bytes.length),
      'content-disposition': `attachment; filename="Film _ Schnitt.bin"; filename*=UTF-8''Film%20%E2%80%93%20Schnitt.bin`,
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'no-store',
    });
    const part = await contentOf(made.id, { range: 'bytes=10-19' });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 10-19/${bytes.length}`]);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(10, 20))).toBe(true);
    const head = await contentOf(made.id, {}, 'HEAD');
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
  });

  it('replaces a content only in the version it knows', async () => {
    const { id, fields } = await recordAt('/Keep/a');
    const replaced = await put('PUT', `/records/${id}/content`, Buffer.from('a second version'));
    expect(replaced).toMatchObject({ status: 200, id, fields: { name: 'a', size: 16 } });
    expect(replaced.fields['contentHash']).not.toBe(fields['contentHash']);
    dropbox.notifications.url = null;
    drive.write(drive.find('/Team/Keep/a')!, Buffer.from('by somebody else'));
    const late = await put('PUT', `/records/${id}/content`, Buffer.from('a third version'));
    expect(late).toMatchObject({ status: 409, code: 'content_outdated' });
    expect(bytesOf('/Team/Keep/a').toString()).toBe('by somebody else');
    expect(await put('PUT', `/records/${id}/content`, Buffer.from('now'))).toMatchObject({ status: 200 });
    expect(bytesOf('/Team/Keep/a').toString()).toBe('now');
  });

  it('refuses what has no content, is too long, is there already or comes without consent', async () => {
    const folder = await recordAt('/Keep');
    expect(await (await contentOf(folder.id)).json()).toMatchObject({ code: 'content_unavailable' });
    const long = Buffer.alloc(13 * 1024 * 1024);
    expect(await put('POST', `/syncs/${syncId}/files?name=long`, long)).toMatchObject({
      code: 'body_too_large',
    });
    const again = await put(
      'POST',
      `/syncs/${syncId}/files?name=b&parentId=${folder.remoteId ?? ''}`,
      Buffer.from('x'),
    );
    expect(again).toMatchObject({
      status: 502,
      code: 'provider_permanent',
      detail: expect.stringContaining('there already'),
    });
    const file = await recordAt('/Keep/b');
    await acme.owner.post(acme.at(`/consents/${consentId}/withdraw`));
    expect(await (await contentOf(file.id)).json()).toMatchObject({ code: 'consent_withdrawn' });
    const refused = await put('PUT', `/records/${file.id}/content`, Buffer.from('y'));
    expect(refused).toMatchObject({ code: 'consent_withdrawn' });
  });

  it('has put on record who fetched and sent what', async () => {
    const of = async (action: string) =>
      (
        await acme.owner.get<{ data: { outcome: string; details: object }[] }>(
          acme.at(`/audit?action=${action}`),
        )
      ).data;
    expect(await of('file.downloaded')).toHaveLength(3);
    const uploads = await of('file.uploaded');
    expect(uploads.filter(({ outcome }) => outcome === 'success')).toHaveLength(3);
    expect(uploads.filter(({ outcome }) => outcome === 'failure').map(({ details }) => details)).toEqual(
      expect.arrayContaining([expect.objectContaining({ code: 'content_outdated' })]),
    );
  });

  it('gives the grant back when it is disconnected', async () => {
    await acme.owner.ok('DELETE', acme.at(`/connections/${session.connectionId ?? ''}`));
    await until(
      () => Promise.resolve(dropbox.server.log),
      log => log.some(({ path, status }) => path === '/2/auth/token/revoke' && status === 200),
    );
  });
});
