import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dropboxSession } from '../dropbox.contract.js';
import { type Drive, DropboxSimulator } from '../simulator/index.js';
import { dropboxActions } from './actions.js';

let simulator: DropboxSimulator;
let drive: Drive;
beforeEach(async () => {
  simulator = await DropboxSimulator.start();
  drive = simulator.drive();
});
afterEach(() => simulator.stop());

const run = async (name: string, input: object): Promise<unknown> => {
  const action = dropboxActions.find(each => each.name === name);
  if (!action) throw new Error(`No ${name}`);
  const output = await action.run(dropboxSession(simulator), action.input.parse(input), 'key');
  return action.output.parse(output);
};

describe('actions at Dropbox', () => {
  it('put a small file into a folder, the same one when repeated', async () => {
    const folder = drive.folder('/Notes');
    const input = { name: 'Grüße.txt', folderId: folder.id, text: 'Grüße' };
    const made = await run('upload_file', input);
    expect(made).toMatchObject({ name: 'Grüße.txt', kind: 'file', path: '/Notes/Grüße.txt', size: 7 });
    expect(await run('upload_file', input)).toEqual(made);
    await run('upload_file', { name: 'bytes.bin', base64: Buffer.from([0, 255, 128]).toString('base64') });
    expect(drive.find('/bytes.bin')?.bytes).toEqual(Buffer.from([0, 255, 128]));
    await expect(run('upload_file', { name: 'both', text: 'a', base64: 'YQ==' })).rejects.toThrow(/either/);
  });

  it('make a link once', async () => {
    const file = drive.file('/a.txt', Buffer.from('a'));
    const made = await run('create_shared_link', { fileId: file.id, audience: 'public' });
    expect(made).toEqual({ url: expect.stringMatching(/^https:/) });
    expect(await run('create_shared_link', { fileId: file.id })).toEqual(made);
  });

  it('find by name, in a folder or everywhere', async () => {
    for (const path of ['/a/Report 1.txt', '/b/report 2.txt', '/b/else.txt'])
      drive.file(path, Buffer.from('x'));
    expect(await run('search', { query: 'report' })).toMatchObject({ matches: [{}, {}], hasMore: false });
    const folderId = drive.find('/b')?.id;
    expect(await run('search', { query: 'report', folderId })).toMatchObject({
      matches: [{ path: '/b/report 2.txt' }],
    });
    expect(await run('search', { query: 'report', limit: 1 })).toMatchObject({ hasMore: true });
  });
});
