import { notFound } from '#kernel';
import {
  cast,
  consents,
  grantsPart,
  Memory,
  type MemoryPart,
  part,
  type Sandbox,
  type SandboxContainer,
  type SandboxField,
  type SandboxMaker,
  type SandboxObject,
  type SandboxShelf,
} from '#provider-sdk/simulator';
import type { Drive, StoredItem } from './drive.js';
import { DropboxSimulator } from './simulator.js';

const fields: readonly SandboxField[] = [
  { name: 'name', label: 'Name', type: 'text', required: true },
  { name: 'content', label: 'Content', type: 'long_text' },
];

const [ada, grace] = cast;
const people = [
  { id: 'dbid:AAH4f99T0taONIb', email: ada.email, name: `${ada.given} ${ada.family}` },
  { id: 'dbid:AAGr5c2Hopper0x', email: grace.email, name: `${grace.given} ${grace.family}` },
] as const;

interface Place {
  readonly drive: Drive;
  readonly folder: StoredItem | null;
}

const mostShown = 4_000;

const shown = ({ id, name, bytes }: StoredItem): SandboxObject => {
  const text = bytes.subarray(0, mostShown).toString('utf8');
  const isText = !text.includes('\ufffd') && bytes.length <= mostShown;
  return { id, title: name, fields: { name, content: isText ? text : null } };
};

const pathIn = ({ drive, folder }: Place, name: string): string =>
  `${folder ? drive.pathOf(folder) : ''}/${name.replaceAll(/[\\/:?*"|<>]/g, '-')}`;

const filesIn = ({ drive, folder }: Place): StoredItem[] =>
  drive.all().filter(({ kind, parent }) => kind === 'file' && parent === folder);

/** The top of an account has the account's id, every folder its own. */
const placeOf = (dropbox: DropboxSimulator, id: string): Place => {
  for (const person of people) {
    const drive = dropbox.drive(person.id);
    if (id === person.id) return { drive, folder: null };
    const folder = drive.get(id);
    if (folder?.kind === 'folder') return { drive, folder };
  }
  throw notFound('folder');
};

const containersOf = (dropbox: DropboxSimulator): SandboxContainer[] =>
  people.flatMap(({ id, name }) => {
    const drive = dropbox.drive(id);
    const common = { kind: 'file', accountId: id, writable: true, fields };
    const folders = drive.all().filter(({ kind }) => kind === 'folder');
    return [
      { id, name: `Dropbox of ${name}`, ...common },
      ...folders.map(folder => ({ id: folder.id, name: drive.pathOf(folder), ...common })),
    ];
  });

const shelfOf = (dropbox: DropboxSimulator): SandboxShelf => {
  const fileOf = (place: Place, id: string): StoredItem => {
    const file = filesIn(place).find(each => each.id === id);
    if (!file) throw notFound('file');
    return file;
  };
  return {
    containers: () => containersOf(dropbox),
    objects: id => filesIn(placeOf(dropbox, id)).map(shown),
    create(id, { name, content }) {
      const place = placeOf(dropbox, id);
      const path = pathIn(place, String(name));
      const taken = place.drive.find(path);
      // Writing what is there is a new revision of it, as at Dropbox.
      if (taken?.kind === 'file') return place.drive.write(taken, Buffer.from(String(content ?? ''))).id;
      return place.drive.file(path, Buffer.from(String(content ?? ''))).id;
    },
    edit(containerId, id, { name, content }) {
      const place = placeOf(dropbox, containerId);
      const file = fileOf(place, id);
      if (content !== undefined) place.drive.write(file, Buffer.from(String(content ?? '')));
      if (name !== undefined && name !== file.name) place.drive.move(file, pathIn(place, String(name)));
    },
    remove(containerId, id) {
      const place = placeOf(dropbox, containerId);
      place.drive.delete(fileOf(place, id));
    },
  };
};

const documents: readonly (readonly [path: string, text: string])[] = [
  ['/Launch/Checklist.md', '# Launch checklist\n\n- [x] Domain\n- [ ] Status page\n- [ ] Rehearsal\n'],
  ['/Launch/Press release.txt', 'Acme makes its archive searchable.\n\nDraft 3, not for release.\n'],
  ['/Finance/Budget.csv', 'area,planned,spent\nhosting,12000,8350\ntravel,4000,1210\n'],
  ['/Finance/Invoices/Northwind 0042.txt', 'Invoice 0042\nNorthwind\nTotal: 1,250.00\n'],
  ['/Welcome.txt', 'Everything in here is made up. Change it as you like.\n'],
];

const seed = (dropbox: DropboxSimulator): void => {
  for (const { id } of people)
    for (const [path, text] of documents) dropbox.drive(id).file(path, Buffer.from(text));
};

const remembered = (dropbox: DropboxSimulator): Record<string, MemoryPart> => ({
  grants: grantsPart(dropbox.accounts),
  cursors: part(dropbox.listings, 'cursors'),
  ...Object.fromEntries(
    people.map(({ id }) => [`drive ${id}`, part(dropbox.drive(id), 'id', 'items', 'journal', 'count')]),
  ),
});

const accountOf = (dropbox: DropboxSimulator, containerId: string): string => {
  const { drive } = placeOf(dropbox, containerId);
  return people.find(({ id }) => dropbox.drive(id) === drive)?.id ?? '';
};

export const dropboxSandbox: SandboxMaker = {
  provider: 'dropbox',
  async start({ port, clock, client, redirectUri, webhook, clientName, reasons }): Promise<Sandbox> {
    const clients = [{ ...client, redirectUris: [redirectUri] }];
    const dropbox = await DropboxSimulator.start({ port, clock, clients, people, appSecret: webhook.secret });
    Object.assign(dropbox.accounts.behaviour, { clientName, reasons });
    dropbox.notifications.url = webhook.url;
    const { url } = dropbox.server;
    return {
      server: dropbox.server,
      urls: {
        ...{ authorize: `${url}/oauth2/authorize`, token: `${url}/oauth2/token` },
        ...{ revoke: `${url}/2/auth/token/revoke`, api: dropbox.apiUrl },
      },
      shelf: shelfOf(dropbox),
      memory: new Memory(() => remembered(dropbox)),
      postbox: dropbox.notifications.postbox,
      ...consents(dropbox.accounts),
      announce: id => dropbox.notifications.changed(accountOf(dropbox, id)),
      expireCursors: () => dropbox.listings.forget(),
      seed: () => seed(dropbox),
      stop: () => dropbox.server.stop(),
    };
  },
};
