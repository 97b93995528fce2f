import { isDeepStrictEqual } from 'node:util';
import { ProviderError } from '#kernel';
import type {
  DeleteChange,
  ProviderSession,
  PushResult,
  RecordChange,
  RemoteChange,
  UpsertChange,
} from '#provider-sdk';
import { itemPath, itemsPath } from '../__key__-api.js';
import { changeOf, membersOf } from '../__key__.mapping.js';
import type { Item, LivingItem } from '../__key__.types.js';

const read = async (session: ProviderSession, containerId: string, id: string): Promise<Item> => {
  const url = itemPath(containerId, id);
  const response = await session.http.request({ method: 'GET', url, expect: [404, 410] });
  return response.status === 200 ? response.json<LivingItem>() : { id, deleted: true };
};

const stale = async (session: ProviderSession, containerId: string, id: string): Promise<PushResult> => ({
  outcome: 'stale',
  current: changeOf(await read(session, containerId, id)),
});

/** RFC 9110 §13.1.1. Without preconditions at the vendor: read, compare, then write. */
const ifMatch = (version: string): Record<string, string> => ({ 'if-match': `"${version}"` });

// Change here: what makes a creation safe to repeat. This vendor keeps an id of ours and refuses a second one (409).
const create = async (session: ProviderSession, change: UpsertChange): Promise<PushResult> => {
  const { containerId, recordId, fields, changed } = change;
  const members = membersOf(fields, changed);
  const response = await session.http.request({
    method: 'POST',
    url: itemsPath(containerId),
    body: { external_id: recordId, ...members },
    idempotent: true,
    expect: [409],
  });
  if (response.status !== 409) return { outcome: 'applied', current: changeOf(response.json<LivingItem>()) };
  const found = await read(session, containerId, response.json<{ existing_id: string }>().existing_id);
  if (found.deleted) throw new ProviderError('temporary', 'The item was deleted at this very moment.');
  // Made by an earlier try whose answer was lost. Where it differs somebody has edited it since: that is kept.
  const theirs = new Map(Object.entries(found));
  const isOurs = Object.entries(members).every(([name, value]) => isDeepStrictEqual(theirs.get(name), value));
  return { outcome: isOurs ? 'applied' : 'stale', current: changeOf(found) };
};

const update = async (
  session: ProviderSession,
  { containerId, fields, changed }: UpsertChange,
  { id, version }: NonNullable<UpsertChange['remote']>,
): Promise<PushResult> => {
  const body = membersOf(fields, changed);
  if (Object.keys(body).length === 0) return unwritten(changeOf(await read(session, containerId, id)), version);
  const response = await session.http.request({
    method: 'PATCH',
    url: itemPath(containerId, id),
    headers: ifMatch(version),
    body,
    expect: [404, 410, 412],
  });
  if (response.status >= 300) return stale(session, containerId, id);
  return { outcome: 'applied', current: changeOf(response.json<LivingItem>()) };
};

/** Nothing of the change is the vendor's to keep. */
const unwritten = (current: RemoteChange, version: string): PushResult => ({
  outcome: current.kind === 'upsert' && current.version === version ? 'applied' : 'stale',
  current,
});

const remove = async (session: ProviderSession, { containerId, remote }: DeleteChange): Promise<PushResult> => {
  const url = itemPath(containerId, remote.id);
  const headers = ifMatch(remote.version);
  const response = await session.http.request({ method: 'DELETE', url, headers, expect: [404, 410, 412] });
  if (response.status === 412) return stale(session, containerId, remote.id);
  return { outcome: 'applied', current: { kind: 'delete', remoteId: remote.id } };
};

export const pushItem = (session: ProviderSession, change: RecordChange): Promise<PushResult> => {
  if (change.kind === 'delete') return remove(session, change);
  return change.remote ? update(session, change, change.remote) : create(session, change);
};
