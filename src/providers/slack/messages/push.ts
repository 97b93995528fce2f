import { ProviderError } from '#kernel';
import type { DeleteChange, ProviderSession, PushResult, RecordChange, UpsertChange } from '#provider-sdk';
import type { MessageFields } from '#unified-models';
import type { SlackMessage } from '../slack.types.js';
import { MessagesApi } from './messages-api.js';
import { postOnce } from './post.js';
import { isSameWriting, isTombstone, upsertOf, versionOf } from './read-message.js';

type Remote = NonNullable<UpsertChange['remote']>;

export const pushMessage = async (session: ProviderSession, change: RecordChange): Promise<PushResult> => {
  const api = new MessagesApi(session, change.containerId);
  if (change.kind === 'delete') return remove(api, change);
  return change.remote ? update(api, change, change.remote) : create(session, api, change);
};

const textOf = (change: UpsertChange): string => (change.fields as MessageFields).text;

const answer = (
  outcome: PushResult['outcome'],
  remoteId: string,
  message: SlackMessage | undefined,
): PushResult => ({
  outcome,
  current: message && !isTombstone(message) ? upsertOf(message) : { kind: 'delete', remoteId },
});

const create = async (
  session: ProviderSession,
  api: MessagesApi,
  change: UpsertChange,
): Promise<PushResult> => {
  const { threadId } = change.fields as MessageFields;
  const thread = threadId ?? undefined;
  const text = textOf(change);
  const { ts, earlier } = await postOnce(session, {
    channel: change.containerId,
    text,
    thread,
    key: change.recordId,
  });
  // What an earlier try posted may have been edited since; then the hub has to decide.
  if (earlier) return answer(earlier.edited && earlier.text !== text ? 'stale' : 'applied', ts, earlier);
  const current = await api.get(ts, thread);
  if (!current) throw new ProviderError('temporary', 'Slack took the message and does not show it yet.');
  return answer('applied', ts, current);
};

/**
 * Slack has no precondition, so the message is read first; somebody may still be faster in the moment between. Only the
 * text can be changed.
 */
const update = async (api: MessagesApi, change: UpsertChange, remote: Remote): Promise<PushResult> => {
  const thread = threadOf(remote);
  const present = await api.get(remote.id, thread);
  const isSeen = present !== undefined && isSameWriting(versionOf(present), remote.version);
  if (!isSeen) return answer('stale', remote.id, present);
  if (!change.changed.includes('text') || present.text === textOf(change))
    return answer('applied', remote.id, present);
  const updated = await api.update(remote.id, textOf(change));
  const current = await api.get(remote.id, thread);
  return answer(updated && current ? 'applied' : 'stale', remote.id, current);
};

const remove = async (api: MessagesApi, { remote }: DeleteChange): Promise<PushResult> => {
  const present = await api.get(remote.id, threadOf(remote));
  const isThere = present !== undefined && !isTombstone(present);
  if (isThere && !isSameWriting(versionOf(present), remote.version))
    return answer('stale', remote.id, present);
  if (isThere) await api.remove(remote.id);
  return answer('applied', remote.id, undefined);
};

const threadOf = ({ data }: Remote): string | undefined => {
  const { thread_ts: thread } = JSON.parse(data) as SlackMessage;
  return thread;
};
