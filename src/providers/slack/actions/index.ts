import type { ActionDefinition } from '#provider-sdk';
import { createChannel, inviteToChannel, setTopic } from './channel-actions.js';
import { addReaction, sendMessage, updateMessage } from './message-actions.js';

export const slackActions: readonly ActionDefinition[] = [
  sendMessage,
  updateMessage,
  addReaction,
  createChannel,
  inviteToChannel,
  setTopic,
];
