import { ProviderError } from '#kernel';
import type { ProviderResponse, ProviderSession, PullPage, PullRequest } from '#provider-sdk';
import { itemsPath, pagesOf } from '../__key__-api.js';
import { changeOf } from '../__key__.mapping.js';
import type { Item } from '../__key__.types.js';
import { formatCursor, parseCursor, queryOf } from './cursor.js';

/** Deletions are forgotten after a while: the hub then lists everything. */
const expired = ({ status }: ProviderResponse): Error | undefined =>
  status === 410 ? new ProviderError('cursor_expired', '__name__ forgot what changed since.') : undefined;

// Change here: the family of the vendor's cursor. With instants, know whether the bound itself is included, and whether two
// items can share an instant: if so ask a little earlier and leave out what `known` says is the same.
export async function* pullItems(
  session: ProviderSession,
  { containerId, cursor }: PullRequest,
): AsyncGenerator<PullPage> {
  const place = parseCursor(cursor);
  const listing = place.kind === 'list';
  const request = { url: itemsPath(containerId), query: queryOf(place), explain: expired };
  for await (const { items, next_page: next, synced_at: at } of pagesOf<Item>(session, request)) {
    yield {
      changes: items.map(changeOf),
      unchanged: [],
      listing,
      cursor: formatCursor(
        next === null ? { kind: 'since', at } : { kind: listing ? 'list' : 'more', at: next },
      ),
      last: next === null,
    };
  }
}
