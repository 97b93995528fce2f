import { ProviderError } from '#kernel';
import type { ProviderRequest, ProviderResponse, ProviderSession } from '#provider-sdk';
import { explain } from './explain.js';

/** https://docs.github.com/en/rest/about-the-rest-api/api-versions */
const pinned = { accept: 'application/vnd.github+json', 'x-github-api-version': '2026-03-10' };
export const pageSize = 100;

/** One request of GitHub's REST API; `url` is a path such as `/user`, or a link that GitHub gave. */
export const call = (session: ProviderSession, request: ProviderRequest): Promise<ProviderResponse> => {
  session.signal.throwIfAborted();
  const url = request.url.startsWith('/') ? `${session.apiUrl}${request.url}` : request.url;
  const headers = { ...pinned, ...request.headers };
  return session.http.request({ explain: explain(session.now), ...request, url, headers });
};

/**
 * The path of a repository by its number, which outlives renaming and moving; GitHub itself uses it in `Link` headers
 * and redirects. `owner/name` serves too, for actions that people write.
 */
export const repositoryPath = (id: string): string => {
  if (/^\d{1,19}$/.test(id)) return `/repositories/${id}`;
  const [owner = '', name = '', ...rest] = id.split('/');
  const isName = [owner, name].every(part => /^[\w.-]{1,100}$/.test(part) && !/^\.+$/.test(part));
  if (!isName || rest.length > 0)
    throw new ProviderError('not_found', 'A repository is named by its number or as owner/name.');
  return `/repos/${owner}/${name}`;
};

/** `rel="next"` of a Link header: https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api */
export const nextLink = (response: ProviderResponse): string | undefined => {
  for (const part of (response.headers['link'] ?? '').split(/,\s*(?=<)/)) {
    const [, url, rest = ''] = /^<([^>]+)>(.*)$/.exec(part.trim()) ?? [];
    if (url && /;\s*rel="?next"?/i.test(rest)) return url;
  }
  return undefined;
};

/** The list that an answer holds, by itself or under `name`. Anything else is a broken gateway's doing. */
export const listOf = <T>(response: ProviderResponse, name?: string): readonly T[] => {
  const body = response.json<unknown>();
  const list: unknown = name && typeof body === 'object' && body !== null ? Reflect.get(body, name) : body;
  if (Array.isArray(list)) return list as T[];
  throw new ProviderError('temporary', 'GitHub answered with something that is no list.', {
    remoteStatus: response.status,
  });
};

/** Page after page along the Link header. */
export async function* pagesOf<T>(
  session: ProviderSession,
  request: Omit<ProviderRequest, 'method'>,
  name?: string,
): AsyncGenerator<readonly T[]> {
  const query = { per_page: pageSize, ...request.query };
  let response = await call(session, { ...request, method: 'GET', query });
  for (;;) {
    if (response.status !== 200) return;
    yield listOf<T>(response, name);
    const url = nextLink(response);
    if (url === undefined) return;
    const { query: _, ...rest } = request;
    response = await call(session, { ...rest, method: 'GET', url });
  }
}
