import type { RemoteEvent } from '#provider-sdk';
import { membersContainer } from '../members/pull.js';
import type { SlackEvent } from './delivery.types.js';

const endings = ['app_uninstalled', 'tokens_revoked'];
const aboutMembers = ['team_join', 'user_change', 'user_profile_changed', 'user_status_changed'];

/** What an event means. The hub's own messages come back as events too; the core recognises them by their version. */
export const parseEvent = (event: SlackEvent, teamId: string | undefined): readonly RemoteEvent[] => {
  const { type = '' } = event;
  if (endings.includes(type)) return [{ kind: 'revoked' }];
  if (aboutMembers.includes(type))
    return [{ kind: 'changed', model: 'contact', containerId: membersContainer }];
  if (type === 'app_mention') return [mention(event, teamId)];
  const isAboutChannel = /^(message|reaction_|channel_|group_|im_|member_)/.test(type);
  if (!isAboutChannel) return [];
  const containerId = channelOf(event);
  return containerId === null ? [] : [changed(containerId, deletedBy(event))];
};

const idOf = (value: string | { readonly id?: string } | undefined): string | null =>
  (typeof value === 'object' ? value.id : value) ?? null;

const channelOf = ({ channel, item }: SlackEvent): string | null => idOf(channel) ?? item?.channel ?? null;

const changed = (containerId: string, deleted: string | undefined): RemoteEvent => ({
  kind: 'changed',
  model: 'message',
  containerId,
  ...(deleted === undefined ? {} : { deleted: [deleted] }),
});

/** A deleted message that has replies is not deleted but changed into a tombstone. */
const deletedBy = ({ type, subtype, deleted_ts: deleted, message }: SlackEvent): string | undefined => {
  if (type !== 'message') return undefined;
  if (subtype === 'message_deleted') return deleted;
  return subtype === 'message_changed' && message?.subtype === 'tombstone' ? message.ts : undefined;
};

const mention = (event: SlackEvent, teamId: string | undefined): RemoteEvent => ({
  kind: 'notice',
  type: 'app_mention',
  data: {
    teamId: teamId ?? null,
    channel: channelOf(event),
    user: idOf(event.user),
    text: event.text ?? '',
    messageId: event.ts ?? null,
    threadId: event.thread_ts ?? null,
  },
});
