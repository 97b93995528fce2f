import type { RemoteEvent, VerifiedReceipt } from '#provider-sdk';
import type { SlackCommand, SlackDelivery, SlackInteraction } from './delivery.types.js';
import { parseEvent } from './parse-event.js';

/** An event, an interactive component or a slash command; anything else says nothing to the hub. */
export const parseDelivery = ({ body }: VerifiedReceipt): readonly RemoteEvent[] => {
  const delivery = deliveryOf(body);
  if (delivery === null) return [];
  if (delivery.type === 'event_callback')
    return delivery.event ? parseEvent(delivery.event, delivery.team_id) : [];
  if (delivery.command !== undefined) return [commandNotice(delivery)];
  return isInteraction(delivery) ? [interactionNotice(delivery)] : [];
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** A form that carries JSON may arrive opened or not. */
const deliveryOf = (body: unknown): (SlackDelivery & SlackInteraction) | null => {
  if (!isObject(body)) return null;
  const payload: unknown = 'payload' in body ? body.payload : body;
  if (typeof payload !== 'string') return isObject(payload) ? payload : null;
  const parsed: unknown = JSON.parse(payload);
  return isObject(parsed) ? parsed : null;
};

const interactions = [
  'block_actions',
  'interactive_message',
  'message_action',
  'shortcut',
  'view_submission',
  'view_closed',
];

const isInteraction = ({ type }: SlackInteraction): boolean => interactions.includes(type ?? '');

/**
 * `response_url` and `trigger_id` stay behind: whoever holds them can post or open a dialog as the app, and a notice goes
 * to places where such a power does not belong. Answer with the action `send_message`.
 */
const commandNotice = (given: SlackCommand): RemoteEvent => ({
  kind: 'notice',
  type: 'slash_command',
  data: {
    command: given.command ?? '',
    text: given.text ?? '',
    teamId: given.team_id ?? null,
    channel: given.channel_id ?? null,
    user: given.user_id ?? null,
    userName: given.user_name ?? null,
  },
});

const interactionNotice = (given: SlackInteraction): RemoteEvent => {
  const { container, view } = given;
  return {
    kind: 'notice',
    type: given.type ?? '',
    data: {
      teamId: given.team?.id ?? null,
      channel: given.channel?.id ?? container?.channel_id ?? null,
      user: given.user?.id ?? null,
      messageId: given.message?.ts ?? container?.message_ts ?? null,
      callbackId: given.callback_id ?? view?.callback_id ?? null,
      actions: (given.actions ?? []).map(pressed),
      view: view
        ? {
            id: view.id ?? null,
            privateMetadata: view.private_metadata ?? null,
            values: view.state?.values ?? null,
          }
        : null,
    },
  };
};

const pressed = (action: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  type: action['type'] ?? null,
  actionId: action['action_id'] ?? null,
  blockId: action['block_id'] ?? null,
  value: action['value'] ?? chosen(action['selected_option']) ?? null,
});

const chosen = (option: unknown): unknown => (isObject(option) && 'value' in option ? option.value : null);
