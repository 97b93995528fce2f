import { newId } from '#kernel';
import type {
  ProviderSession,
  PullPage,
  PullRequest,
  PushResult,
  RemoteChange,
  RemoteUpsert,
  UpsertChange,
} from '#provider-sdk';
import { testSession } from '#provider-sdk/testing';
import { contact, type Fields } from '#unified-models';
import { type GoogleContactsWorld, usedOperations } from '../google-contacts.contract.js';
import { googleContactsManifest } from '../google-contacts.manifest.js';
import { described } from '../openapi/requests.contract.js';

const model = 'contact';
export const complete = (fields: Fields): Fields => ({ ...contact.defaults, displayName: '', ...fields });
export const knowing =
  (changes: readonly RemoteChange[]): PullRequest['known'] =>
  async () =>
    new Map(changes.flatMap(change => (change.kind === 'upsert' ? [[change.remoteId, change.version]] : [])));

/** A run of its own: nothing of an earlier one is remembered. */
export const anotherSession = ({ simulator }: GoogleContactsWorld): ProviderSession => {
  const token = simulator.accounts.issueToken(googleContactsManifest.scopes.map(({ scope }) => scope));
  const headers = () => ({ authorization: `Bearer ${token}` });
  return described(testSession({ apiUrl: simulator.apiUrl, headers }), usedOperations);
};

export const pages = async (
  { provider, session, containerId }: GoogleContactsWorld,
  cursor: string | null,
  known = knowing([]),
): Promise<PullPage[]> => {
  if (!provider.pull) throw new Error('There is no pull');
  const all: PullPage[] = [];
  for await (const page of provider.pull(session, { model, containerId, cursor, known })) all.push(page);
  return all;
};

/** The last cursor and all changes. */
export const pull = async (...given: Parameters<typeof pages>) => {
  const all = await pages(...given);
  return { cursor: all.at(-1)?.cursor ?? null, changes: all.flatMap(({ changes }) => changes), pages: all };
};

export const creation = (fields: Fields, recordId = newId()): UpsertChange => {
  const whole = complete(fields);
  const changed = Object.keys(whole);
  return { kind: 'upsert', model, containerId: 'people/me', recordId, fields: whole, changed, remote: null };
};

export const update = (of: RemoteUpsert, patch: Fields): UpsertChange => ({
  ...creation({ ...of.fields, ...patch }),
  changed: Object.keys(patch),
  remote: { id: of.remoteId, version: of.version, data: of.data },
});

export const push = (
  { provider, session }: GoogleContactsWorld,
  change: UpsertChange,
  through = session,
): Promise<PushResult> => {
  if (!provider.push) throw new Error('There is no push');
  return provider.push(through, change);
};

export const upsert = (change: RemoteChange | undefined): RemoteUpsert => {
  if (change?.kind !== 'upsert') throw new Error(`Expected an upsert, not ${change?.kind ?? 'nothing'}`);
  return change;
};
