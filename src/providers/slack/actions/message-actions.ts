import { z } from 'zod';
import { defineAction } from '#provider-sdk';
import { unless } from '../explain.js';
import { postOnce } from '../messages/post.js';
import { SlackApi } from '../slack-api.js';
import type { SlackAnswer, SlackPosted } from '../slack.types.js';

const channel = z
  .string()
  .min(1)
  .max(100)
  .describe('Id of a channel or conversation; of a person for a direct message');
const messageId = z
  .string()
  .regex(/^\d{1,12}\.\d{6}$/)
  .describe('The message’s `ts`, as a text');
const text = z.string().min(1).max(40_000).describe('Slack’s markup; `<@U…>` mentions somebody');
const output = z.strictObject({ channel: z.string(), messageId: z.string() });

export const sendMessage = defineAction({
  name: 'send_message',
  description: 'Posts a message to a channel, a thread or a person.',
  purpose: 'messaging',
  scopes: ['chat:write'],
  input: z.strictObject({
    channel,
    text,
    threadId: messageId.optional(),
    as: z
      .enum(['app', 'person'])
      .default('app')
      .describe('Who says it; the person has to have agreed to that'),
  }),
  output,
  async run(session, input, key) {
    const posted = await postOnce(session, {
      channel: input.channel,
      text: input.text,
      thread: input.threadId,
      key,
      as: input.as === 'person' ? 'user' : undefined,
    });
    return { channel: posted.channel, messageId: posted.ts };
  },
});

export const updateMessage = defineAction({
  name: 'update_message',
  description: 'Changes the text of a message that the app posted.',
  purpose: 'messaging',
  scopes: ['chat:write'],
  input: z.strictObject({ channel, messageId, text }),
  output,
  async run(session, input) {
    const given = { channel: input.channel, ts: input.messageId, text: input.text };
    const answer = await new SlackApi(session).write<SlackPosted>('chat.update', given);
    return { channel: answer.channel, messageId: answer.ts };
  },
});

export const addReaction = defineAction({
  name: 'add_reaction',
  description: 'Adds a reaction to a message.',
  purpose: 'messaging',
  scopes: ['reactions:write'],
  input: z.strictObject({
    channel,
    messageId,
    name: z
      .string()
      .regex(/^[\p{L}\p{N}_+'-]{1,100}(::skin-tone-[2-6])?$/u)
      .describe('Name of the emoji without colons'),
  }),
  output,
  async run(session, input) {
    const given = { channel: input.channel, timestamp: input.messageId, name: input.name };
    await unless(['already_reacted'], new SlackApi(session).write<SlackAnswer>('reactions.add', given));
    return { channel: input.channel, messageId: input.messageId };
  },
});
