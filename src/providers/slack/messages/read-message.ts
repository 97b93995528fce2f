import { createHash } from 'node:crypto';
import type { RemoteUpsert } from '#provider-sdk';
import type { Attachment, MessageFields } from '#unified-models';
import type { SlackFile, SlackMessage } from '../slack.types.js';
import { dateOf } from './timestamps.js';

/** Subtypes that people write: https://docs.slack.dev/reference/events/message#subtypes */
const spoken = ['thread_broadcast', 'file_share', 'me_message', 'bot_message'];

/** What stays of a deleted message that has replies. */
export const isTombstone = (message: SlackMessage): boolean => message.subtype === 'tombstone';

export const readMessage = (message: SlackMessage): MessageFields => ({
  text: message.text ?? '',
  subject: null,
  author: authorOf(message),
  sentAt: dateOf(message.ts).toISOString(),
  editedAt: message.edited ? dateOf(message.edited.ts).toISOString() : null,
  threadId: isReply(message) ? (message.thread_ts ?? null) : null,
  replyCount: message.reply_count ?? 0,
  reactions: (message.reactions ?? []).map(({ name, count }) => ({ name, count })),
  attachments: (message.files ?? []).map(attachmentOf),
  kind: kindOf(message),
  url: null,
});

export const isReply = ({ thread_ts: thread, ts }: SlackMessage): boolean =>
  thread !== undefined && thread !== ts;

const authorOf = ({ user, bot_id: bot, username, bot_profile: profile }: SlackMessage) => {
  const id = user ?? bot;
  return id === undefined ? null : { id, name: username ?? profile?.name ?? null, email: null };
};

const kindOf = ({ subtype, bot_id: bot }: SlackMessage): MessageFields['kind'] => {
  if (subtype !== undefined && !spoken.includes(subtype)) return 'system';
  return bot !== undefined || subtype === 'bot_message' ? 'bot' : 'message';
};

const attachmentOf = (file: SlackFile): Attachment => ({
  id: file.id,
  name: file.name ?? null,
  mimeType: file.mimetype ?? null,
  size: file.size ?? null,
  url: file.permalink ?? null,
});

const digest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16);

/**
 * Slack has no versions. The first half is what its author wrote, and what a write must not overwrite unseen; the second
 * is what others add, which a write leaves alone.
 */
export const versionOf = (message: SlackMessage): string => {
  const { text = '', edited, subtype, files = [], reactions = [], reply_count: replies = 0 } = message;
  const written = digest([text, edited?.ts ?? '', subtype ?? '', files.map(({ id, mode }) => [id, mode])]);
  return `${written}.${digest([replies, reactions.map(({ name, count }) => [name, count])])}`;
};

export const isSameWriting = (one: string, other: string): boolean =>
  one.split('.')[0] === other.split('.')[0];

export const upsertOf = (message: SlackMessage): RemoteUpsert => ({
  kind: 'upsert',
  remoteId: message.ts,
  version: versionOf(message),
  fields: readMessage(message),
  data: JSON.stringify(message),
  modifiedAt: dateOf(message.edited?.ts ?? message.ts),
});
