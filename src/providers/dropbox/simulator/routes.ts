import type { AuthorizationServer, Grant, SimulatorRequest } from '#provider-sdk/simulator';
import type { Contents } from './contents.js';
import type { Drive, StoredItem } from './drive.js';
import type { Listings } from './listings.js';
import { badCall, Refusal } from './refusal.js';

/** What the routes work on. */
export interface Service {
  readonly accounts: AuthorizationServer;
  readonly contents: Contents;
  readonly listings: Listings;
}

export interface Call {
  readonly drive: Drive;
  readonly given: Readonly<Record<string, unknown>>;
  readonly grant: Grant;
  readonly request: SimulatorRequest;
}

interface Route {
  /** Null: any token will do. */
  readonly scope: string | null;
  readonly isContent?: true;
  /** The body of a 200, or a whole reply. */
  readonly answer: (call: Call) => unknown;
}

const itemAt = ({ drive, given }: Call, name: string, refusal: string): StoredItem => {
  const item = drive.find(String(given[name]));
  if (!item) throw new Refusal(refusal);
  return item;
};

const createFolder = ({ drive, given }: Call) => {
  const path = String(given['path']);
  const existing = drive.find(path);
  if (existing) throw new Refusal(`path/conflict/${existing.kind}`);
  const { '.tag': _tag, ...metadata } = drive.metadata(drive.folder(path));
  return { metadata };
};

const move = (call: Call) => {
  const { drive, given } = call;
  const item = itemAt(call, 'from_path', 'from_lookup/not_found');
  return { metadata: drive.metadata(drive.move(item, String(given['to_path']))) };
};

const remove = (call: Call) => {
  const { drive, given } = call;
  const item = itemAt(call, 'path', 'path_lookup/not_found');
  const rev = given['parent_rev'];
  if (rev !== undefined && rev !== item.rev) throw new Refusal('path_write/conflict/file');
  const metadata = drive.metadata(item);
  drive.delete(item);
  return { metadata };
};

const search = ({ drive, given }: Call) => {
  const { path = '', max_results: most = 100 } = (given['options'] ?? {}) as {
    path?: string;
    max_results?: number;
  };
  const folder = path === '' ? null : (drive.find(path) ?? null);
  const words = String(given['query']).toLowerCase();
  const found = drive.below(folder).filter(({ name }) => name.toLowerCase().includes(words));
  const matches = found
    .slice(0, most)
    .map(item => ({ metadata: { '.tag': 'metadata', metadata: drive.metadata(item) } }));
  return { matches, has_more: found.length > most };
};

const share = (call: Call) => {
  const item = itemAt(call, 'path', 'path/not_found');
  if (item.link !== null) throw new Refusal('shared_link_already_exists');
  item.link = `https://www.dropbox.com/scl/fi/${item.id.slice(3)}/${encodeURIComponent(item.name)}?dl=0`;
  return { '.tag': item.kind, url: item.link, name: item.name, id: item.id };
};

const links = (call: Call) => {
  const { link } = itemAt(call, 'path', 'path/not_found');
  return { links: link === null ? [] : [{ url: link }], has_more: false };
};

const account = ({ grant: { person } }: Call) => ({
  account_id: person.id,
  name: {
    display_name: person.name,
    given_name: person.name,
    surname: '',
    familiar_name: '',
    abbreviated_name: '',
  },
  email: person.email,
  email_verified: true,
  disabled: false,
  locale: 'en',
  account_type: { '.tag': 'basic' },
});

/** Uploads answer a file without its tag. */
const untagged = ({ drive }: Call, item: StoredItem) => {
  const { '.tag': _tag, ...metadata } = drive.metadata(item);
  return metadata;
};

type Routes = Readonly<Record<string, Route>>;

export const routesOf = (service: Service): Routes => ({
  ...callsOf(service),
  ...contentsOf(service),
});

const callsOf = ({ listings, accounts }: Service): Routes => ({
  'users/get_current_account': { scope: 'account_info.read', answer: account },
  'auth/token/revoke': {
    scope: null,
    answer: ({ request }) => {
      accounts.grants.revoke(/^Bearer (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? '');
      return null;
    },
  },
  'files/list_folder': {
    scope: 'files.metadata.read',
    answer: ({ drive, given }) => listings.begin(drive, given),
  },
  'files/list_folder/continue': {
    scope: 'files.metadata.read',
    answer: ({ drive, given }) =>
      listings.continue(drive, String(given['cursor'])) ??
      badCall('files/list_folder/continue', 'cursor: Invalid "cursor" parameter'),
  },
  'files/get_metadata': {
    scope: 'files.metadata.read',
    answer: call => call.drive.metadata(itemAt(call, 'path', 'path/not_found')),
  },
  'files/create_folder_v2': { scope: 'files.content.write', answer: createFolder },
  'files/move_v2': { scope: 'files.content.write', answer: move },
  'files/delete_v2': { scope: 'files.content.write', answer: remove },
  'files/search_v2': { scope: 'files.metadata.read', answer: search },
  'sharing/create_shared_link_with_settings': { scope: 'sharing.write', answer: share },
  'sharing/list_shared_links': { scope: 'sharing.read', answer: links },
});

const contentsOf = ({ contents }: Service): Routes => ({
  'files/download': {
    scope: 'files.content.read',
    isContent: true,
    answer: ({ drive, given, request }) => contents.download(drive, given, request),
  },
  'files/upload': {
    scope: 'files.content.write',
    isContent: true,
    answer: call => untagged(call, contents.upload(call.drive, call.given, call.request.bytes)),
  },
  'files/upload_session/start': {
    scope: 'files.content.write',
    isContent: true,
    answer: ({ given, request }) => ({ session_id: contents.start(given, request.bytes) }),
  },
  'files/upload_session/append_v2': {
    scope: 'files.content.write',
    isContent: true,
    answer: ({ given, request }) => {
      contents.append(given, request.bytes);
      return null;
    },
  },
  'files/upload_session/finish': {
    scope: 'files.content.write',
    isContent: true,
    answer: call => untagged(call, contents.finish(call.drive, call.given, call.request.bytes)),
  },
});
