import type { ProviderSession, RemoteContainer } from '#provider-sdk';
import { DropboxApi } from './dropbox-api.js';
import type { ListFolderResult } from './dropbox.types.js';
import { wholeAccount } from './files/places.js';

/** The whole account, and each folder at its top. */
export async function* containersOf(session: ProviderSession): AsyncIterable<RemoteContainer> {
  const api = new DropboxApi(session);
  yield { id: wholeAccount, name: 'Whole Dropbox', writable: true, primary: true };
  let page = await api.read<ListFolderResult>('files/list_folder', { path: '', limit: 1_000 });
  for (;;) {
    for (const entry of page.entries) {
      if (entry['.tag'] !== 'folder') continue;
      yield { id: entry.id, name: entry.name, writable: entry.sharing_info?.read_only !== true };
    }
    if (!page.has_more) return;
    page = await api.read<ListFolderResult>('files/list_folder/continue', { cursor: page.cursor });
  }
}
