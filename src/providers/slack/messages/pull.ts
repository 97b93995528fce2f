import type { ProviderSession, PullPage, PullRequest, RemoteChange } from '#provider-sdk';
import type { SlackMessage } from '../slack.types.js';
import { type Cursor, decodeCursor, encodeCursor } from './cursor.js';
import { MessagesApi } from './messages-api.js';
import { isTombstone, upsertOf, versionOf } from './read-message.js';
import { earlier, isAfter, latestOf, noTime, secondsOf } from './timestamps.js';

/** A page of a listing fetches the replies of its threads too, so it is kept small. */
const listingSize = 100;
const incrementalSize = 200;

/**
 * How far back an incremental pull looks for edits, reactions and new replies: none of them moves a message's `ts`.
 * What is older is told by events, or found by the next listing.
 */
const lookBackSeconds = 2 * 86_400;

/**
 * A watermark per channel. Everything up to `until` was visible when the first page was read, whatever is read later
 * sees at least that much, and the next pull begins there.
 */
export async function* pullMessages(session: ProviderSession, request: PullRequest): AsyncIterable<PullPage> {
  const api = new MessagesApi(session, request.containerId);
  let cursor = decodeCursor(request.cursor);
  let last = false;
  while (!last) {
    const { listing, since } = cursor;
    const { messages, next } = await api.history({
      oldest: listing ? noTime : earlier(since, lookBackSeconds),
      cursor: cursor.page,
      limit: listing ? listingSize : incrementalSize,
    });
    const until = cursor.until ?? latestOf([since, ...messages.flatMap(timesOf)]);
    const all = await withReplies(api, messages, since);
    const found = listing ? await listed(all, request) : await changed(all, since, request);
    last = next === undefined;
    cursor = next === undefined ? finished(until) : { listing, since, until, page: next };
    yield { ...found, listing, cursor: encodeCursor(cursor), last };
  }
}

const finished = (until: string): Cursor => ({ listing: false, since: until, until: null, page: null });

const timesOf = (message: SlackMessage): (string | undefined)[] => [
  message.ts,
  message.latest_reply,
  message.edited?.ts,
];

/** The messages and the replies of every thread that went on since. */
const withReplies = async (
  api: MessagesApi,
  messages: readonly SlackMessage[],
  since: string,
): Promise<SlackMessage[]> => {
  const all = new Map(messages.map(message => [message.ts, message]));
  for (const message of messages) {
    if (!hasNewReplies(message, since)) continue;
    for await (const reply of api.replies(message.ts, since)) all.set(reply.ts, reply);
  }
  return [...all.values()];
};

/** A parent that does not say when its last reply came may have a new one. */
const hasNewReplies = (
  { reply_count: count = 0, latest_reply: latest }: SlackMessage,
  since: string,
): boolean => count > 0 && (latest === undefined || isAfter(latest, since));

type Found = Pick<PullPage, 'changes' | 'unchanged'>;

const listed = async (messages: readonly SlackMessage[], request: PullRequest): Promise<Found> => {
  const present = messages.filter(message => !isTombstone(message));
  const known = await knownOf(present, request);
  const isKnown = (message: SlackMessage): boolean => known.get(message.ts) === versionOf(message);
  return {
    changes: present.filter(message => !isKnown(message)).map(upsertOf),
    unchanged: present.filter(isKnown).map(({ ts }) => ts),
  };
};

/** New ones, and of the others those that were edited since or differ from what the hub has. */
const changed = async (
  messages: readonly SlackMessage[],
  since: string,
  request: PullRequest,
): Promise<Found> => {
  const known = await knownOf(
    messages.filter(({ ts }) => !isAfter(ts, since)),
    request,
  );
  const changes = messages.flatMap((message): RemoteChange[] => {
    const version = known.get(message.ts);
    if (isTombstone(message)) return version ? [{ kind: 'delete', remoteId: message.ts }] : [];
    const isNews = isAfter(message.ts, since) || wasEdited(message, since);
    return (version ? version !== versionOf(message) : isNews) ? [upsertOf(message)] : [];
  });
  return { changes, unchanged: [] };
};

/** Slack may give an edit's time in whole seconds, so the watermark's own second counts as later. */
const wasEdited = ({ edited }: SlackMessage, since: string): boolean =>
  edited !== undefined && secondsOf(edited.ts) >= secondsOf(since);

const knownOf = async (
  messages: readonly SlackMessage[],
  request: PullRequest,
): Promise<ReadonlyMap<string, string>> =>
  messages.length === 0 ? new Map() : request.known(messages.map(({ ts }) => ts));
