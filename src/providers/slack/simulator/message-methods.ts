import type { SimulatorReply } from '#provider-sdk/simulator';
import { compareTs } from '../messages/timestamps.js';
import type { Call } from './call.js';
import type { SimulatedChannel, StoredMessage } from './channel.js';
import { accept, Refusal } from './refusal.js';

const longest = 40_000;
const historyScope = {
  public_channel: 'channels:history',
  private_channel: 'groups:history',
  im: 'im:history',
  mpim: 'mpim:history',
} as const;

const readable = (call: Call): SimulatedChannel => {
  const channel = call.joined();
  call.need(historyScope[channel.facts.kind]);
  return channel;
};

const shown = (call: Call, message: StoredMessage): object => {
  const { metadata, ...rest } = message;
  return metadata && call.flag('include_all_metadata') ? { ...rest, metadata } : rest;
};

/** `oldest` and `latest` are left out themselves unless `inclusive` is set. */
const isWithin = (call: Call, { ts }: StoredMessage): boolean => {
  const inclusive = call.flag('inclusive');
  const [oldest, latest] = [call.text('oldest') || '0', call.text('latest')];
  const afterOldest = compareTs(ts, oldest) > 0 || (inclusive && compareTs(ts, oldest) === 0);
  if (latest === '') return afterOldest;
  return afterOldest && (compareTs(ts, latest) < 0 || (inclusive && compareTs(ts, latest) === 0));
};

export const history = (call: Call): SimulatorReply => {
  const channel = readable(call);
  const { page, more } = call.page(channel.top().filter(message => isWithin(call, message)));
  return accept({ messages: page.map(message => shown(call, message)), pin_count: 0, ...more });
};

/** The parent always comes along, whatever the range. */
export const replies = (call: Call): SimulatorReply => {
  const channel = readable(call);
  const message = channel.get(call.text('ts'));
  if (!message) throw new Refusal('thread_not_found');
  const thread = channel.thread(message.thread_ts ?? message.ts);
  const found = thread.filter(({ ts }, index) => index === 0 || isWithin(call, { ts }));
  const { page, more } = call.page(found);
  return accept({ messages: page.map(reply => shown(call, reply)), ...more });
};

const textOf = (call: Call): string => {
  const text = call.text('text');
  if (text === '') throw new Refusal('no_text');
  if (text.length > longest) throw new Refusal('msg_too_long');
  return text.replaceAll(/&(?!amp;|lt;|gt;)/g, '&amp;');
};

/** To a person's id it is a direct message. */
const target = (call: Call): SimulatedChannel => {
  const id = call.text('channel');
  if (call.workspace.members.has(id)) return call.workspace.direct(call.token.userId, id);
  return call.joined();
};

export const postMessage = (call: Call): SimulatorReply => {
  call.need('chat:write');
  const channel = target(call);
  const { installation, kind, userId } = call.token;
  const metadata = call.json('metadata');
  const thread = call.text('thread_ts');
  const message = channel.post({
    text: textOf(call),
    user: userId,
    ...(kind === 'bot' ? { bot_id: installation.botId, bot_profile: { name: 'Causeway' } } : {}),
    ...(thread === '' ? {} : { thread_ts: thread }),
    ...(metadata ? { metadata } : {}),
  });
  return accept({ channel: channel.id, ts: message.ts, message });
};

/** What is not named stays: blocks, attachments and metadata. */
export const updateMessage = (call: Call): SimulatorReply => {
  call.need('chat:write');
  const channel = call.joined();
  const present = own(call, channel, 'cant_update_message');
  const message = channel.edit(present.ts, { text: textOf(call) }, call.token.userId);
  return accept({ channel: channel.id, ts: message.ts, text: message.text });
};

export const deleteMessage = (call: Call): SimulatorReply => {
  call.need('chat:write');
  const channel = call.joined();
  const { ts } = own(call, channel, 'cant_delete_message');
  channel.remove(ts);
  return accept({ channel: channel.id, ts });
};

const own = (call: Call, channel: SimulatedChannel, refusal: string): StoredMessage => {
  const message = channel.get(call.text('ts'));
  if (!message || message.subtype === 'tombstone') throw new Refusal('message_not_found');
  if (message.user !== call.token.userId) throw new Refusal(refusal);
  return message;
};

export const addReaction = (call: Call): SimulatorReply => {
  call.need('reactions:write');
  call.joined().react(call.text('timestamp'), call.text('name'), call.token.userId);
  return accept();
};
