import { z } from 'zod';
import { defineAction } from '#provider-sdk';
import { unless } from '../explain.js';
import { SlackApi } from '../slack-api.js';
import type { SlackAnswer, SlackChannelAnswer } from '../slack.types.js';

const channel = z.string().min(1).max(100).describe('Id of the channel');
const scopes = ['channels:manage'];

export const createChannel = defineAction({
  name: 'create_channel',
  description: 'Creates a public channel; the app is its first member.',
  purpose: 'messaging',
  scopes,
  input: z.strictObject({
    name: z
      .string()
      .regex(/^[\p{Ll}\p{Lo}\p{N}_-]{1,80}$/u)
      .describe('Lower case, no spaces, at most 80 characters'),
  }),
  output: z.strictObject({ channel: z.string(), name: z.string() }),
  async run(session, { name }) {
    const made = await new SlackApi(session).write<SlackChannelAnswer>('conversations.create', { name });
    return { channel: made.channel.id, name: made.channel.name ?? name };
  },
});

export const inviteToChannel = defineAction({
  name: 'invite_to_channel',
  description: 'Invites members of the workspace to a public channel that the app is in.',
  purpose: 'messaging',
  scopes,
  input: z.strictObject({
    channel,
    users: z.array(z.string().min(1).max(100)).min(1).max(100).describe('Ids of members'),
  }),
  output: z.strictObject({ channel: z.string(), invited: z.array(z.string()) }),
  /** One by one: Slack refuses a whole list for one who is in the channel already, as after an interrupted try. */
  async run(session, input) {
    const api = new SlackApi(session);
    for (const user of input.users) {
      const given = { channel: input.channel, users: user };
      await unless(['already_in_channel'], api.write<SlackAnswer>('conversations.invite', given));
    }
    return { channel: input.channel, invited: input.users };
  },
});

export const setTopic = defineAction({
  name: 'set_topic',
  description: 'Sets the topic of a public channel that the app is in.',
  purpose: 'messaging',
  scopes,
  input: z.strictObject({ channel, topic: z.string().max(250) }),
  output: z.strictObject({ channel: z.string(), topic: z.string() }),
  async run(session, { channel: id, topic }) {
    await new SlackApi(session).write<SlackAnswer>('conversations.setTopic', { channel: id, topic });
    return { channel: id, topic };
  },
});
