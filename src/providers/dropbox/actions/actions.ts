import { z } from 'zod';
import { ProviderError } from '#kernel';
import { type ActionDefinition, defineAction } from '#provider-sdk';
import { contentHash } from '../content/content-hash.js';
import { DropboxApi } from '../dropbox-api.js';
import type { FileMetadata, Item, SearchResult, SharedLink } from '../dropbox.types.js';
import { unless } from '../explain.js';
import { Places, wholeAccount } from '../files/places.js';

const id = z.string().regex(/^id:[\w-]{1,200}$/, 'expected an id such as id:a4ayc_80_OEAAAAAAAAAXw');
const Found = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['file', 'folder']),
  path: z.string().describe('From the root of the account'),
  size: z.number().int().nullable(),
});

const found = (item: Item): z.output<typeof Found> => ({
  id: item.id,
  name: item.name,
  kind: item['.tag'],
  path: item.path_display ?? '',
  size: item['.tag'] === 'file' ? item.size : null,
});

const uploadSmallFile = defineAction({
  name: 'upload_file',
  description:
    'Puts a small file, given as text or base64, into a folder. Longer ones go through the files API.',
  purpose: 'file_sync',
  scopes: ['files.content.write', 'files.metadata.read'],
  input: z.object({
    name: z.string().min(1).max(255),
    folderId: id.optional().describe('Default: the root of the account'),
    text: z.string().max(1_000_000).optional(),
    base64: z.base64().max(1_400_000).optional(),
  }),
  output: Found,
  async run(session, { name, folderId = null, text, base64 }) {
    if ((text === undefined) === (base64 === undefined)) {
      throw new ProviderError('permanent', 'Give either text or base64.');
    }
    const bytes = text === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(text, 'utf8');
    const api = new DropboxApi(session);
    const path = await (await Places.of(api, wholeAccount)).pathFor(folderId, name);
    // The same content under the same name again is the same file; another one is refused.
    const commit = { path, mode: 'add', autorename: false, content_hash: contentHash(bytes) };
    const file = await api.send<FileMetadata>('files/upload', commit, bytes);
    return found({ ...file, '.tag': 'file' });
  },
});

const createSharedLink = defineAction({
  name: 'create_shared_link',
  description: 'Makes a link to a file or folder, or answers the one that it has.',
  purpose: 'file_sync',
  scopes: ['sharing.write', 'sharing.read'],
  input: z.object({
    fileId: id,
    audience: z.enum(['public', 'team', 'no_one']).optional().describe('Default: as the account says'),
  }),
  output: z.object({ url: z.string() }),
  async run(session, { fileId: path, audience }) {
    const api = new DropboxApi(session);
    const settings = audience === undefined ? {} : { settings: { audience } };
    const wish = api.rpc<SharedLink>('sharing/create_shared_link_with_settings', { path, ...settings });
    const made = await unless(['shared_link_already_exists'], wish);
    if (made) return { url: made.url };
    const { links } = await api.read<{ links: SharedLink[] }>('sharing/list_shared_links', {
      path,
      direct_only: true,
    });
    if (!links[0]) throw new ProviderError('temporary', 'The link went away while it was looked for.');
    return { url: links[0].url };
  },
});

const search = defineAction({
  name: 'search',
  description: 'Finds files and folders by name and, where the plan has it, by content.',
  purpose: 'file_sync',
  scopes: ['files.metadata.read'],
  input: z.object({
    query: z.string().min(1).max(1_000),
    folderId: id.optional(),
    limit: z.number().int().min(1).max(100).optional(),
  }),
  output: z.object({ matches: z.array(Found), hasMore: z.boolean() }),
  async run(session, { query, folderId, limit = 20 }) {
    const options = { max_results: limit, ...(folderId === undefined ? {} : { path: folderId }) };
    const result = await new DropboxApi(session).read<SearchResult>('files/search_v2', { query, options });
    const matches = result.matches.flatMap(({ metadata: { metadata } }) =>
      metadata ? [found(metadata)] : [],
    );
    return { matches, hasMore: result.has_more };
  },
});

export const dropboxActions: readonly ActionDefinition[] = [uploadSmallFile, createSharedLink, search];
