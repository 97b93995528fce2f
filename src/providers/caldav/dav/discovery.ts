import { ProviderError } from '#kernel';
import type { ProviderSession, RemoteAccount, RemoteContainer } from '#provider-sdk';
import { zoneOfDefinition } from '../ical/index.js';
import { accountBody, calendarsBody, principalBody } from './bodies.js';
import { canonicalUrl, withSlash } from './href.js';
import { propertyOf, propertyText, type DavResource, type Multistatus } from './multistatus.js';
import { propfind } from './request.js';
import { apple, caldav, childOf, childrenOf, dav } from './xml.js';

export interface Principal {
  readonly account: RemoteAccount;
  readonly homes: readonly string[];
}

/** From the server's address to the account (https://www.rfc-editor.org/rfc/rfc6764#section-6). */
export const discoverPrincipal = async (session: ProviderSession): Promise<Principal> => {
  const url = await findPrincipal(session);
  const { resources } = await propfind(session, { url, depth: '0', body: accountBody });
  const principal = resources[0];
  if (!principal) throw new ProviderError('permanent', 'The server says nothing about the account.');
  const email = emailOf(principal) ?? settingsEmail(session);
  return {
    account: {
      id: url,
      name: propertyText(principal, dav, 'displayname') ?? email ?? session.settings['username'] ?? url,
      email,
    },
    homes: hrefsIn(principal, caldav, 'calendar-home-set').map(href => withSlash(canonicalUrl(href, url))),
  };
};

/** A bare host is asked by the well-known path first, a full address as it was given first. */
const findPrincipal = async (session: ProviderSession): Promise<string> => {
  const given = withSlash(session.apiUrl);
  const wellKnown = new URL('/.well-known/caldav', given).href;
  const candidates = new URL(given).pathname === '/' ? [wellKnown, given] : [given, wellKnown];
  for (const url of candidates) {
    const answer = await askPrincipal(session, url);
    if (answer !== null) return answer;
  }
  throw new ProviderError('not_found', 'There is no CalDAV service at this address.', { remoteStatus: 404 });
};

/** Null when nobody is there who speaks WebDAV; a refused credential or a broken server is an error. */
const askPrincipal = async (session: ProviderSession, url: string): Promise<string | null> => {
  let answer: Multistatus;
  try {
    answer = await propfind(session, { url, depth: '0', body: principalBody });
  } catch (error) {
    if (isNobodyThere(error)) return null;
    throw error;
  }
  for (const resource of answer.resources) {
    const property = propertyOf(resource, dav, 'current-user-principal');
    if (childOf(property, dav, 'unauthenticated')) {
      throw new ProviderError('auth_expired', 'The server does not know who is asking.');
    }
    const href = childOf(property, dav, 'href')?.text.trim();
    if (href) return canonicalUrl(href, url);
    if (childOf(propertyOf(resource, dav, 'resourcetype'), dav, 'principal'))
      return canonicalUrl(resource.href, url);
  }
  return null;
};

/** 404, 405 and the like; 410 says that there was a service and that it has been taken away. */
const isNobodyThere = (error: unknown): boolean =>
  error instanceof ProviderError &&
  ['not_found', 'permanent'].includes(error.providerCode) &&
  error.remoteStatus !== undefined &&
  error.remoteStatus !== 410;

const hrefsIn = (of: DavResource, namespace: string, name: string): string[] =>
  childrenOf(propertyOf(of, namespace, name), dav, 'href').map(href => href.text.trim());

const emailOf = (principal: DavResource): string | null => {
  const address = hrefsIn(principal, caldav, 'calendar-user-address-set').find(href =>
    /^mailto:/i.test(href),
  );
  return address === undefined ? null : address.slice(7).toLowerCase();
};

const settingsEmail = (session: ProviderSession): string | null => {
  const username = session.settings['username'];
  return username?.includes('@') ? username.toLowerCase() : null;
};

export const discoverCalendars = async function* (session: ProviderSession): AsyncIterable<RemoteContainer> {
  const { homes } = await discoverPrincipal(session);
  const seen = new Set<string>();
  for (const home of homes) {
    const { resources } = await propfind(session, { url: home, depth: '1', body: calendarsBody });
    const primaries = resources.flatMap(resource =>
      hrefsIn(resource, caldav, 'schedule-default-calendar-URL'),
    );
    const primary = new Set(primaries.map(href => withSlash(canonicalUrl(href, home))));
    for (const resource of resources.filter(holdsEvents)) {
      const id = withSlash(canonicalUrl(resource.href, home));
      if (!seen.has(id)) yield readCalendar(session, resource, { id, primary: primary.has(id) });
      seen.add(id);
    }
  }
};

/** A calendar without a list of components takes all (RFC 4791 §5.2.3). */
const holdsEvents = (resource: DavResource): boolean => {
  if (!childOf(propertyOf(resource, dav, 'resourcetype'), caldav, 'calendar')) return false;
  const supported = propertyOf(resource, caldav, 'supported-calendar-component-set');
  const names = childrenOf(supported, caldav, 'comp').map(comp => comp.attributes['name']?.toUpperCase());
  return names.length === 0 || names.includes('VEVENT');
};

const readCalendar = (
  session: ProviderSession,
  resource: DavResource,
  { id, primary }: { readonly id: string; readonly primary: boolean },
): RemoteContainer => {
  const color = /^#[0-9a-f]{6}/i.exec(propertyText(resource, apple, 'calendar-color') ?? '')?.[0];
  const timeZone =
    propertyText(resource, caldav, 'calendar-timezone-id') ??
    zoneOfDefinition(
      propertyText(resource, caldav, 'calendar-timezone') ?? '',
      session.now().getUTCFullYear(),
    );
  return {
    id,
    name: propertyText(resource, dav, 'displayname') ?? lastSegment(id),
    writable: isWritable(resource),
    ...(primary ? { primary } : {}),
    ...(color === undefined ? {} : { color }),
    ...(timeZone === null ? {} : { timeZone }),
  };
};

const lastSegment = (url: string): string => {
  const segment = url.split('/').at(-2) ?? url;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // percent-encoded, but not as UTF-8
  }
};

const writing = ['all', 'write', 'write-content', 'bind'].map(name => `{${dav}}${name}`);

/** A server without access control (RFC 3744) says nothing; then everything is allowed. */
const isWritable = (resource: DavResource): boolean => {
  const set = propertyOf(resource, dav, 'current-user-privilege-set');
  if (!set) return true;
  const granted = childrenOf(set, dav, 'privilege').flatMap(privilege =>
    privilege.children.map(child => child.name),
  );
  return granted.some(name => writing.includes(name));
};
