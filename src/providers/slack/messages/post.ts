import { createHash } from 'node:crypto';
import type { ProviderSession } from '#provider-sdk';
import { unless } from '../explain.js';
import type { SlackMessage } from '../slack.types.js';
import { MessagesApi } from './messages-api.js';
import { earlier, tsAt } from './timestamps.js';

/**
 * Slack recognises no repeated post. So each carries a mark that only programs see, and before a post the channel is
 * searched for it: https://docs.slack.dev/messaging/message-metadata
 */
const eventType = 'causeway_message';
const searchSize = 999;
const daySeconds = 86_400;
/** How far this hub's clock and Slack's may be apart. */
const skewSeconds = 300;

export interface Post {
  readonly channel: string;
  readonly text: string;
  readonly thread: string | undefined;
  /** Stable over retries. */
  readonly key: string;
  readonly as?: 'user' | undefined;
}

export interface Posted {
  readonly ts: string;
  readonly channel: string;
  /** What an earlier try left, when one did. */
  readonly earlier: SlackMessage | undefined;
}

/** Cannot be read: whoever may only write to a channel cannot look there for what is theirs. */
const unreadable = ['missing_scope', 'not_in_channel', 'channel_not_found'];

export const postOnce = async (session: ProviderSession, post: Post): Promise<Posted> => {
  const api = new MessagesApi(session, post.channel);
  const mark = markOf(post.key);
  const found = await unless(
    unreadable,
    findMarked(api, post, { mark, oldest: oldestOf(post.key, session) }),
  );
  if (found) return { ts: found.ts, channel: post.channel, earlier: found };
  const metadata = { event_type: eventType, event_payload: { key: mark } };
  const { ts, channel } = await api.post({ text: post.text, thread: post.thread, metadata, as: post.as });
  return { ts, channel, earlier: undefined };
};

/** Everybody's programs in the channel can read the mark, so it tells nothing. */
const markOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 32);

/** The hub's ids tell when they were made (RFC 9562 §5.7), and nothing was posted under one before. */
const oldestOf = (key: string, { now }: ProviderSession): string => {
  const hex = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.exec(key);
  if (!hex) return earlier(tsAt(now()), daySeconds);
  return earlier(tsAt(new Date(Number.parseInt(`${hex[1] ?? ''}${hex[2] ?? ''}`, 16))), skewSeconds);
};

const findMarked = async (
  api: MessagesApi,
  post: Post,
  { mark, oldest }: { readonly mark: string; readonly oldest: string },
): Promise<SlackMessage | undefined> => {
  const isOurs = ({ metadata }: SlackMessage): boolean =>
    metadata?.event_type === eventType && metadata.event_payload?.['key'] === mark;
  if (post.thread !== undefined) {
    for await (const reply of api.replies(post.thread, oldest)) if (isOurs(reply)) return reply;
    return undefined;
  }
  let cursor: string | undefined;
  do {
    const page = await api.history({ oldest, cursor: cursor ?? null, limit: searchSize });
    const found = page.messages.find(isOurs);
    if (found) return found;
    cursor = page.next;
  } while (cursor !== undefined);
  return undefined;
};
