import type {
  IntegrationProvider,
  ProviderSession,
  PullPage,
  PullRequest,
  RemoteChange,
} from '#provider-sdk';
import { type SuiteSubject, type SuiteWorld, testSession } from '#provider-sdk/testing';
import type { Fields } from '#unified-models';
import { dropboxManifest } from './dropbox.manifest.js';
import { DropboxProvider } from './dropbox.provider.js';
import { DropboxSimulator } from './simulator/index.js';

const names = [
  'Contracts',
  'Überprüfung – Q3',
  '会議 資料',
  'Release 1.0 (final)',
  "O'Brien & Söhne",
  'émoji 🎉',
  'a.b.c',
];

/** Folders: a file is made by its content, see content/upload.spec.ts. */
const sampleFolder = (seed: number): Fields => ({
  name: `${names[seed % names.length] ?? ''} ${seed}`,
  kind: 'folder',
});

export const dropboxSubject: SuiteSubject = {
  key: 'dropbox',
  model: 'file',
  textField: 'name',
  setByVendor: ['path'],
  lacks: {
    preconditions:
      'a folder takes no id of ours, so one renamed after a lost answer is made again; the rest is in files/push.spec.ts',
    unknown_fields: 'a rename changes nothing but the name',
  },
  start: async () => worldOf(await DropboxSimulator.start()),
  sample: sampleFolder,
};

export const dropboxSession = (simulator: DropboxSimulator) => {
  const token = simulator.accounts.issueToken(dropboxManifest.scopes.map(({ scope }) => scope));
  return testSession({ apiUrl: simulator.apiUrl, headers: () => ({ authorization: `Bearer ${token}` }) });
};

const worldOf = (simulator: DropboxSimulator): SuiteWorld => {
  const drive = simulator.drive();
  const team = drive.folder('/Team');
  drive.file('/elsewhere.txt', Buffer.from('not in the container'));
  const itemOf = (id: string) => {
    const item = drive.get(id);
    if (!item) throw new Error(`There is no ${id}`);
    return item;
  };
  return {
    provider: remembering(new DropboxProvider()),
    session: dropboxSession(simulator),
    containerId: team.id,
    remote: {
      create: fields => Promise.resolve(drive.folder(`/Team/${String(fields['name'])}`).id),
      edit: async (id, fields) => {
        drive.move(itemOf(id), `/Team/${String(fields['name'])}`);
      },
      delete: async id => drive.delete(itemOf(id)),
      list: () => Promise.resolve(drive.below(team).map(({ id }) => id)),
    },
    expireCursors: async () => simulator.listings.forget(),
    failNext: fault => simulator.server.failNext(fault),
    requests: () => simulator.server.requests,
    stop: () => simulator.stop(),
  };
};

/** With the hub's part: what stands at which path, as the pages and answers said. */
export const remembering = (provider: DropboxProvider): IntegrationProvider => {
  const paths = new Map<string, string>();
  const note = (change: RemoteChange): void => {
    if (change.kind === 'delete') paths.delete(change.remoteId);
    else paths.set(change.remoteId, String(change.fields['path']));
  };
  const isUnder = (path: string, folder: string): boolean =>
    `${path.toLowerCase()}/`.startsWith(`${folder.toLowerCase()}/`);
  const knownUnder = async (wanted: readonly string[]) =>
    new Map([...paths].filter(([, path]) => wanted.some(folder => isUnder(path, folder))));
  async function* pull(session: ProviderSession, request: PullRequest): AsyncIterable<PullPage> {
    for await (const page of provider.pull(session, { ...request, knownUnder })) {
      page.changes.forEach(note);
      yield page;
    }
  }
  return {
    manifest: provider.manifest,
    identify: session => provider.identify(session),
    containers: session => provider.containers(session),
    pull,
    push: async (session, change) => {
      const result = await provider.push(session, change);
      note(result.current);
      return result;
    },
  };
};
