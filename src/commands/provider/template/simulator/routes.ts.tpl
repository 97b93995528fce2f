import type { SimulatorReply, SimulatorRequest } from '#provider-sdk/simulator';
import type { ItemStore, StoredItem } from './store.js';

const pageSize = 50;

interface PageToken {
  readonly after: number;
  readonly syncedAt: number;
  readonly listing: boolean;
}

const iso = (instant: number): string => new Date(instant).toISOString();
const notFound: SimulatorReply = { status: 404, body: { error: 'not_found' } };

const shown = ({ id, version, updatedAt, createdAt, members, deleted }: StoredItem): object =>
  deleted
    ? { id, deleted }
    : { ...members, id, version: String(version), created_at: iso(createdAt), updated_at: iso(updatedAt) };

const tokenOf = ({ url }: SimulatorRequest, now: number): PageToken => {
  const page = url.searchParams.get('page');
  if (page !== null) return JSON.parse(Buffer.from(page, 'base64url').toString()) as PageToken;
  const since = url.searchParams.get('updated_since');
  return { after: since === null ? 0 : Date.parse(since), syncedAt: now, listing: since === null };
};

export const listItems = (store: ItemStore, request: SimulatorRequest): SimulatorReply => {
  const token = tokenOf(request, store.now);
  if (Number.isNaN(token.after)) return { status: 400, body: { error: 'bad_instant' } };
  const isForgotten = store.isForgotten(token.listing ? token.syncedAt : token.after);
  if (isForgotten) return { status: 410, body: { error: 'forgotten' } };
  const found = store.after(token.after).filter(item => !(token.listing && item.deleted));
  const items = found.slice(0, pageSize);
  const next = { ...token, after: items.at(-1)?.updatedAt ?? 0 };
  const isLast = found.length <= pageSize;
  const body = {
    items: items.map(shown),
    next_page: isLast ? null : Buffer.from(JSON.stringify(next)).toString('base64url'),
    synced_at: iso(token.syncedAt),
  };
  return { status: 200, body };
};

export const createItem = (store: ItemStore, request: SimulatorRequest): SimulatorReply => {
  const { external_id: externalId, ...members } = request.json();
  const found = typeof externalId === 'string' ? store.findExternal(externalId) : undefined;
  if (found) return { status: 409, body: { existing_id: found.id } };
  return { status: 201, body: shown(store.insert(members, externalId as string | undefined)) };
};

export const getItem = (store: ItemStore, { params }: SimulatorRequest): SimulatorReply => {
  const item = store.find(params['id'] ?? '');
  return item ? { status: 200, body: shown(item) } : notFound;
};

/** RFC 9110 §13.1.1: what is there must be what was seen. */
const preconditionOf = (store: ItemStore, { params, headers }: SimulatorRequest): SimulatorReply | undefined => {
  const item = store.find(params['id'] ?? '');
  if (!item) return notFound;
  const seen = headers['if-match'];
  return seen === undefined || seen === `"${item.version}"` ? undefined : { status: 412 };
};

export const updateItem = (store: ItemStore, request: SimulatorRequest): SimulatorReply =>
  preconditionOf(store, request) ?? {
    status: 200,
    body: shown(store.update(request.params['id'] ?? '', request.json())),
  };

export const deleteItem = (store: ItemStore, request: SimulatorRequest): SimulatorReply => {
  const refusal = preconditionOf(store, request);
  if (refusal) return refusal;
  store.remove(request.params['id'] ?? '');
  return { status: 204 };
};
