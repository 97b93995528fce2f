import type { RemoteEvent, VerifiedReceipt, WebhookManifest } from '#provider-sdk';

/**
 * Notifications have no body and no signature; they carry the channel's token, and a number that grows by message:
 * https://developers.google.com/workspace/calendar/api/guides/push#receiving-notifications
 */
export const googleChannelWebhooks: WebhookManifest = {
  routing: { subscription: true },
  signature: { kind: 'token', in: { header: 'x-goog-channel-token' } },
  handshakes: [],
  deliveryId: [{ header: 'x-goog-channel-id' }, { header: 'x-goog-message-number' }],
  eventType: [{ header: 'x-goog-resource-state' }],
  answerWithinSeconds: 10,
};

/** `sync` only says that the channel is open. What changed is for the next pull to find out. */
export const parseNotification = ({ eventType, subscription }: VerifiedReceipt): readonly RemoteEvent[] => {
  if (eventType === 'exists') {
    return [{ kind: 'changed', model: 'calendar_event', containerId: subscription?.containerId ?? null }];
  }
  return eventType === 'not_exists' ? [{ kind: 'subscription', state: 'lapsed' }] : [];
};
