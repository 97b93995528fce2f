import { ProviderError } from '#kernel';
import type { ProviderRequest, ProviderResponse, ProviderSession } from '#provider-sdk';
import { explain } from './explain.js';
import type { GraphPage } from './graph.types.js';

/**
 * Sent with everything. Immutable ids stay when an event is moved within its calendar
 * (https://learn.microsoft.com/graph/outlook-immutable-id); times come in UTC, so that each is an instant whatever zone
 * it was written in; bodies come as text (https://learn.microsoft.com/graph/api/event-get#request-headers).
 */
const preferences = ['IdType="ImmutableId"', 'outlook.timezone="UTC"', 'outlook.body-content-type="text"'];

const prefer = (pageSize?: number): string =>
  [...preferences, ...(pageSize === undefined ? [] : [`odata.maxpagesize=${pageSize}`])].join(', ');

export interface GraphRequest extends ProviderRequest {
  readonly pageSize?: number;
}

export const call = (session: ProviderSession, request: GraphRequest): Promise<ProviderResponse> => {
  session.signal.throwIfAborted();
  const { pageSize, ...rest } = request;
  return session.http.request({
    explain: explain(session.now),
    ...rest,
    url: rest.url.startsWith('/') ? `${session.apiUrl}${rest.url}` : rest.url,
    headers: { prefer: prefer(pageSize), ...rest.headers },
  });
};

/** Links are followed as they come, but only to where they came from: the token goes along. */
export const ownLink = (session: ProviderSession, link: string): string => {
  const isOurs = URL.canParse(link) && new URL(link).origin === new URL(session.apiUrl).origin;
  if (!isOurs) throw new ProviderError('cursor_expired', 'A link of Outlook leads to another host.');
  return link;
};

/** Every member of a collection, page by page. */
export async function* membersOf<T>(session: ProviderSession, request: GraphRequest): AsyncGenerator<T> {
  let next: GraphRequest | undefined = request;
  while (next) {
    const page: GraphPage<T> = (await call(session, next)).json<GraphPage<T>>();
    yield* page.value ?? [];
    const link: string | undefined = page['@odata.nextLink'];
    const { query: _, ...rest } = request;
    next = link === undefined ? undefined : { ...rest, url: ownLink(session, link) };
  }
}
