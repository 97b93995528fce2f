import type { FeedQuery } from './feed.dto.js';
import { wordsOf } from './feed.dto.js';

/**
 * Records that one call looks through. An index on the words was decided against: under row-level security PostgreSQL
 * takes no condition for an index that calls what is not leakproof, and no operator that searches text is. So a search
 * walks the feed's own index, for as far as this and no further, and its cursor tells how far it came.
 */
export const feedReach = 50_000;

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

type Passed = Pick<FeedQuery, 'order' | 'syncId' | 'state'>;

/** The stretch of the feed that a call looks through. */
const stretch = (columns: string, { order, syncId, state }: Passed, from: number): Statement => ({
  sql: `select ${columns} from record
    where feed_position ${order === 'feed' ? '>' : '<'} ?
      ${syncId === undefined ? '' : 'and sync_id = ?'} ${state === undefined ? '' : 'and state = ?'}
    order by feed_position ${direction(order)} limit ${feedReach}`,
  parameters: [from, syncId, state].filter(value => value !== undefined),
});

const direction = (order: FeedQuery['order']) => (order === 'feed' ? 'asc' : 'desc');

/** What of it fits; one more than asked for tells that there is more. */
export const sifted = (query: FeedQuery, from: number): Statement => {
  const { order, model, search = '', limit } = query;
  const words = wordsOf(search);
  const conditions = [
    ...(model === undefined ? [] : ['model = ?']),
    ...words.map(() => 'strpos(words, causeway_fold(?)) > 0'),
  ];
  const passed = stretch('id, feed_position, model, words', query, from);
  return {
    sql: `select id, feed_position from (${passed.sql}) passed where ${conditions.join(' and ')}
      order by feed_position ${direction(order)} limit ?`,
    parameters: [...passed.parameters, ...(model === undefined ? [] : [model]), ...words, limit + 1],
  };
};

/** How far a call came that found less than a page. */
export const edge = (query: FeedQuery, from: number): Statement => {
  const { sql, parameters } = stretch('feed_position', query, from);
  const last = query.order === 'feed' ? 'max' : 'min';
  return {
    sql: `select ${last}(feed_position) as position, count(*)::int as passed from (${sql}) passed`,
    parameters,
  };
};
