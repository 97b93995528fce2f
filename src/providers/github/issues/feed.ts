import type { ProviderSession } from '#provider-sdk';
import { call, listOf, nextLink, pageSize } from '../github-api.js';

/**
 * A list that can be asked for what changed since an instant. It is read by `updated_at`, oldest first, and the last
 * item's instant is where the next page begins. A page number would lose items: whatever is changed or deleted
 * meanwhile leaves its place, and everything behind it moves up by one.
 *
 * Instants are whole seconds and `since` includes its own, so items come again; `seen` tells which were handed out.
 * Only when one second fills a whole page is the Link header followed.
 */
export interface FeedPosition {
  readonly since: string | null;
  /** Instant and mark of what was handed out lately, by id. */
  readonly seen: Readonly<Record<string, [at: string, mark: string]>>;
  /** Of the answer to `since`, when it was the last page: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate */
  readonly etag?: string;
  /** Further page within one second. */
  readonly link?: string;
}

export interface Feed<T> {
  readonly url: string;
  readonly query: Readonly<Record<string, string>>;
  readonly idOf: (item: T) => string;
  /** Differs whenever the item does. */
  readonly markOf: (item: T) => string;
}

export interface FeedPage<T> {
  /** What was not handed out before. */
  readonly items: readonly T[];
  readonly position: FeedPosition;
  readonly last: boolean;
}

/** A replica may show a change some seconds after a later one: the next pull looks that far back. */
const overlapMs = 30_000;
const mostSeen = 500;

export const readFeed = async <T extends { readonly updated_at: string }>(
  session: ProviderSession,
  feed: Feed<T>,
  position: FeedPosition,
): Promise<FeedPage<T>> => {
  const { since, etag, link } = position;
  const query = {
    ...feed.query,
    sort: 'updated',
    direction: 'asc',
    per_page: pageSize,
    since: since ?? undefined,
  };
  const response = await call(session, {
    method: 'GET',
    ...(link === undefined ? { url: feed.url, query } : { url: link }),
    ...(etag === undefined ? {} : { headers: { 'if-none-match': etag }, expect: [304] }),
  });
  if (response.status === 304) return { items: [], position, last: true };
  const items = listOf<T>(response);
  const next = nextLink(response);
  const read = { ...position, seen: remember(feed, position, items) };
  return {
    items: items.filter(item => position.seen[feed.idOf(item)]?.[1] !== feed.markOf(item)),
    position:
      next === undefined
        ? rest(read, highest(items), response.headers['etag'])
        : advance(read, highest(items), next),
    last: next === undefined,
  };
};

const highest = (items: readonly { readonly updated_at: string }[]): string | null =>
  items.reduce<string | null>((high, { updated_at: at }) => (high === null || at > high ? at : high), null);

const advance = ({ since, seen }: FeedPosition, high: string | null, next: string): FeedPosition =>
  high !== null && (since === null || Date.parse(high) > Date.parse(since))
    ? { since: high, seen }
    : { since, seen, link: next };

/** Where the next pull begins. The ETag serves only the request that it answered. */
const rest = (
  { since, seen, link }: FeedPosition,
  high: string | null,
  etag: string | undefined,
): FeedPosition => {
  const back = high === null ? since : seconds(Date.parse(high) - overlapMs);
  const begin = since !== null && (back === null || Date.parse(back) < Date.parse(since)) ? since : back;
  const serves = etag !== undefined && link === undefined && begin === since;
  return { since: begin, seen, ...(serves ? { etag } : {}) };
};

const seconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

const remember = <T extends { readonly updated_at: string }>(
  feed: Feed<T>,
  { seen }: FeedPosition,
  items: readonly T[],
): FeedPosition['seen'] => {
  const marks = items.map((item): [string, [string, string]] => [
    feed.idOf(item),
    [item.updated_at, feed.markOf(item)],
  ]);
  const all = { ...seen, ...Object.fromEntries(marks) };
  const lately = Date.parse(highest(items) ?? '1970-01-01T00:00:00Z') - overlapMs;
  const recent = Object.entries(all).filter(([, [at]]) => Date.parse(at) >= lately);
  // Those that are forgotten come once more, which changes nothing.
  return Object.fromEntries(recent.toSorted(([, [a]], [, [b]]) => (a < b ? -1 : 1)).slice(-mostSeen));
};
