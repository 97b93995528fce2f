import { ProviderError } from '#kernel';
import type { ProviderRequest, ProviderSession } from '#provider-sdk';

interface Page<T> {
  readonly items: readonly T[];
  /** Made by the vendor and read by nobody else; null on the last page. */
  readonly next_page: string | null;
  /** Of a list of items: the instant to ask from next time, the same on every page. */
  readonly synced_at: string;
}

// Change here: how the vendor's lists go on (a token, an offset, a Link header).
export async function* pagesOf<T>(
  session: ProviderSession,
  request: Omit<ProviderRequest, 'method'>,
): AsyncGenerator<Page<T>> {
  for (let { query } = request; ; ) {
    session.signal.throwIfAborted();
    const response = await session.http.request({
      method: 'GET',
      ...request,
      ...(query === undefined ? {} : { query }),
    });
    const page = response.json<Page<T>>();
    if (!Array.isArray(page.items)) throw new ProviderError('temporary', '__name__ answered with no list.');
    yield page;
    if (page.next_page === null) return;
    query = { page: page.next_page };
  }
}

export const itemsPath = (containerId: string): string =>
  `/__containers__/${encodeURIComponent(containerId)}/items`;

export const itemPath = (containerId: string, id: string): string =>
  `${itemsPath(containerId)}/${encodeURIComponent(id)}`;
