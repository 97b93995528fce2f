import { ProviderError } from '#kernel';
import type { ProviderResponse, ProviderSession } from '#provider-sdk';
import { ctagBody, etagsBody, reportsBody, syncBody } from './bodies.js';
import { versionOf } from './etag.js';
import { isCollectionPath, remoteIdOf } from './href.js';
import {
  hasPrecondition,
  parseMultistatus,
  propertyOf,
  propertyText,
  type DavResource,
} from './multistatus.js';
import { davRequest, propfind, send } from './request.js';
import { calendarServer, childOf, childrenOf, dav } from './xml.js';

/** What a listing or change report says of one object; no version when it is gone. */
export interface Listed {
  readonly remoteId: string;
  readonly version: string | null;
  /** When it was last changed, in milliseconds, as far as the server says (RFC 4918 §15.7). */
  readonly modifiedAt?: number;
}

interface SyncReport {
  readonly objects: readonly Listed[];
  readonly token: string;
  /** The server stopped early (507); `token` is where to go on. */
  readonly isPartial: boolean;
}

/** `unsupported`: this collection has no sync-collection. `expired`: the token is no longer known. */
export type SyncAnswer = SyncReport | 'unsupported' | 'expired';

const refusals = [400, 403, 405, 409, 412, 415, 500, 501, 507];

/** sync-collection (https://www.rfc-editor.org/rfc/rfc6578#section-3); `''` lists everything. */
export const syncCollection = async (
  session: ProviderSession,
  containerId: string,
  token: string,
): Promise<SyncAnswer> => {
  const query = davRequest('REPORT', { url: containerId, depth: '0', body: syncBody(token) });
  const response = await send(session, { ...query, expect: refusals });
  if (response.status < 300) return readReport(response, containerId);
  if (token === '') return refuseListing(session, containerId, response);
  if (hasPrecondition(response.text, dav, 'valid-sync-token')) return 'expired';
  if (response.status === 500) return refuseWithServerError(session, query);
  throw failure(response);
};

/**
 * Xandikos answers 500 to a token it does not know. Whether it was the token or a bad moment is told by asking again:
 * a server that fails each time on this token shall list anew, one that has recovered is asked by the next attempt.
 */
const refuseWithServerError = async (
  session: ProviderSession,
  query: ReturnType<typeof davRequest>,
): Promise<SyncAnswer> => {
  const again = await send(session, { ...query, expect: refusals });
  if (again.status === 500) return 'expired';
  throw new ProviderError('temporary', 'The server failed and recovered.', { remoteStatus: 500 });
};

/**
 * Servers without the report refuse it in many ways. A bare 403 may mean that or a missing right: the list of reports
 * tells. A failure of the moment must not pass for either.
 */
const refuseListing = async (
  session: ProviderSession,
  containerId: string,
  response: ProviderResponse,
): Promise<SyncAnswer> => {
  if (response.status === 500 || response.status === 507) throw failure(response);
  const isSaid = response.status !== 403 || hasPrecondition(response.text, dav, 'supported-report');
  if (!isSaid && (await hasSyncReport(session, containerId))) throw failure(response);
  return 'unsupported';
};

/** https://www.rfc-editor.org/rfc/rfc3253#section-3.1.5; Xandikos leaves the `report` element out. */
const hasSyncReport = async (session: ProviderSession, containerId: string): Promise<boolean> => {
  const { resources } = await propfind(session, { url: containerId, depth: '0', body: reportsBody });
  const set = resources[0] && propertyOf(resources[0], dav, 'supported-report-set');
  return childrenOf(set, dav, 'supported-report')
    .flatMap(entry => [entry, ...childrenOf(entry, dav, 'report')])
    .some(entry => childOf(entry, dav, 'sync-collection'));
};

const failure = ({ status }: ProviderResponse): ProviderError => {
  const code = status === 403 ? 'insufficient_scope' : status >= 500 ? 'temporary' : 'permanent';
  return new ProviderError(code, `The server refused to report changes (HTTP ${status}).`, {
    remoteStatus: status,
  });
};

const readReport = (response: ProviderResponse, containerId: string): SyncAnswer => {
  const { resources, syncToken } = parseMultistatus(response.text);
  // Without a token in the answer there is nothing to go on from: the listing by ETags is what works there.
  if (syncToken === null) return 'unsupported';
  const own = remoteIdOf('', containerId);
  const isPartial = resources.some(r => r.status === 507 && remoteIdOf(r.href, containerId) === own);
  return { objects: members(resources, containerId), token: syncToken, isPartial };
};

const members = (resources: readonly DavResource[], containerId: string): Listed[] => {
  const found = new Map<string, Listed>();
  for (const resource of resources) {
    const remoteId = remoteIdOf(resource.href, containerId);
    if (isCollectionPath(remoteId) || remoteId === remoteIdOf('', containerId)) continue;
    if (resource.status === 404 || resource.status === 410) found.set(remoteId, { remoteId, version: null });
    else if (resource.status < 300 && mayBeEvent(resource)) {
      const version = versionOf(propertyText(resource, dav, 'getetag') ?? '');
      found.set(remoteId, { remoteId, version, ...modificationOf(resource) });
    }
  }
  return [...found.values()];
};

const modificationOf = (resource: DavResource): Pick<Listed, 'modifiedAt'> => {
  const modifiedAt = Date.parse(propertyText(resource, dav, 'getlastmodified') ?? '');
  return Number.isNaN(modifiedAt) ? {} : { modifiedAt };
};

/** Where the server says what a member is, tasks and sub-collections are not even fetched. */
const mayBeEvent = (resource: DavResource): boolean => {
  const type = propertyText(resource, dav, 'getcontenttype') ?? '';
  const isCollection = childOf(propertyOf(resource, dav, 'resourcetype'), dav, 'collection') !== undefined;
  return !isCollection && !/component=v(todo|journal)/i.test(type);
};

/** The collection tag, which changes with any change in it; null on a server that has none. */
export const readCtag = async (session: ProviderSession, containerId: string): Promise<string | null> => {
  const { resources } = await propfind(session, { url: containerId, depth: '0', body: ctagBody });
  return resources[0] ? propertyText(resources[0], calendarServer, 'getctag') : null;
};

export interface EtagListing {
  readonly objects: readonly Listed[];
  readonly ctag: string | null;
}

/** All members with their ETags, and the collection's tag of the same moment. */
export const listEtags = async (session: ProviderSession, containerId: string): Promise<EtagListing> => {
  const { resources } = await propfind(session, { url: containerId, depth: '1', body: etagsBody });
  const own = remoteIdOf('', containerId);
  const collection = resources.find(r => remoteIdOf(r.href, containerId) === own);
  return {
    objects: members(resources, containerId),
    ctag: collection ? propertyText(collection, calendarServer, 'getctag') : null,
  };
};
