import { z } from 'zod';
import { readCursor, writeCursor } from '#provider-sdk';

/**
 * Where one list of changes stands: everything changed at `since` or later is asked for. `head` is the latest change that
 * this reading has shown, `seen` what was read near it: `[time of change, mark]` by id.
 */
const Feed = z.strictObject({
  since: z.string().nullable(),
  head: z.string().nullable(),
  seen: z.record(z.string(), z.tuple([z.string(), z.string()])),
});
export type Feed = Readonly<z.infer<typeof Feed>>;

/** `listing` reads all issues; otherwise first the issues changed since, then the comments. `after` is the page's. */
const Cursor = z.strictObject({
  v: z.literal(1),
  phase: z.enum(['listing', 'issues', 'comments']),
  after: z.string().nullable(),
  issues: Feed,
  comments: Feed,
});
export type Cursor = Readonly<z.infer<typeof Cursor>>;

/** A change may become visible after a later one: transactions end in another order than they began. */
const overlapMs = 60_000;

const before = (time: string): string => new Date(Date.parse(time) - overlapMs).toISOString();

/** A feed that begins shortly before the latest change; from the very beginning when there is none. */
export const feedFrom = (latest: string | undefined): Feed => ({
  since: latest === undefined ? null : before(latest),
  head: null,
  seen: {},
});

export interface Seen {
  readonly id: string;
  readonly at: string;
  readonly mark: string;
}

const isLater = (a: string, b: string | null): boolean => b === null || Date.parse(a) > Date.parse(b);

/** After a page. What the next reading cannot show again is not remembered. */
export const advanced = (feed: Feed, items: readonly Seen[]): Feed => {
  const head = items.reduce<string | null>((high, { at }) => (isLater(at, high) ? at : high), feed.head);
  const from = head === null ? null : before(head);
  const near = items.filter(({ at }) => from === null || !isLater(from, at));
  const seen = near.map(({ id, at, mark }): [string, [string, string]] => [id, [at, mark]]);
  return { ...feed, head, seen: { ...feed.seen, ...Object.fromEntries(seen) } };
};

/** After a page of everything: its latest change counts for nothing, for what was read early may have changed since. */
export const noted = (feed: Feed, items: readonly Seen[]): Feed => {
  const seen = items.map(({ id, at, mark }): [string, [string, string]] => [id, [at, mark]]);
  return rested({ ...feed, head: null, seen: { ...feed.seen, ...Object.fromEntries(seen) } });
};

/** After the last page: what was seen matters only where the next reading overlaps. */
export const rested = ({ since, head, seen }: Feed): Feed => {
  const back = head === null ? null : before(head);
  const begin = back !== null && isLater(back, since) ? back : since;
  const kept = Object.entries(seen).filter(([, [at]]) => begin === null || !isLater(begin, at));
  return { since: begin, head: null, seen: Object.fromEntries(kept) };
};

export const isNews = ({ seen }: Feed, { id, at, mark }: Seen): boolean => {
  const [known, knownMark] = seen[id] ?? [];
  return known !== at || knownMark !== mark;
};

export const encodeCursor = (cursor: Cursor): string => writeCursor(cursor);

export const decodeCursor = (text: string): Cursor => readCursor(text, Cursor);
