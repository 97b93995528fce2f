import type { RemoteEvent, VerifiedReceipt, WebhookManifest } from '#provider-sdk';

/**
 * Change notifications: https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
 *
 * Nothing is signed; every item carries the `clientState` that the subscription was made with. Before Graph believes an
 * address it posts there with `?validationToken=`, and wants the token back as plain text within ten seconds. Deliveries
 * have no id: what makes one the same is the subscription, the thing and its etag.
 */
export const graphWebhooks: WebhookManifest = {
  routing: { subscription: true },
  signature: { kind: 'token', in: { body: ['value', '*', 'clientState'] } },
  handshakes: [{ kind: 'echo_query', method: 'POST', parameter: 'validationToken' }],
  deliveryId: [
    { body: ['value', '*', 'subscriptionId'] },
    { body: ['value', '*', 'resourceData', 'id'] },
    { body: ['value', '*', 'resourceData', '@odata.etag'] },
    { body: ['value', '*', 'changeType'] },
  ],
  eventType: [{ body: ['value', '*', 'lifecycleEvent'] }, { body: ['value', '*', 'changeType'] }],
  answerWithinSeconds: 10,
};

interface Item {
  readonly changeType?: string;
  readonly lifecycleEvent?: string;
}

/** https://learn.microsoft.com/graph/change-notifications-lifecycle-events */
const lifecycle: Readonly<Record<string, 'renew' | 'lapsed' | 'missed'>> = {
  reauthorizationRequired: 'renew',
  subscriptionRemoved: 'lapsed',
  missed: 'missed',
};

/** One delivery may bring many items; of what changed, the next pull finds out. */
export const parseNotification = ({ body, subscription }: VerifiedReceipt): readonly RemoteEvent[] => {
  const items = itemsOf(body);
  const states = new Set(items.flatMap(({ lifecycleEvent = '' }) => lifecycle[lifecycleEvent] ?? []));
  const hasChanges = items.some(
    ({ changeType, lifecycleEvent }) => lifecycleEvent === undefined && changeType !== undefined,
  );
  const containerId = subscription?.containerId ?? null;
  return [
    ...(hasChanges ? [{ kind: 'changed', model: 'calendar_event', containerId } as const] : []),
    ...[...states].map(state => ({ kind: 'subscription', state }) as const),
  ];
};

const itemsOf = (body: unknown): readonly Item[] => {
  if (typeof body !== 'object' || body === null || !('value' in body) || !Array.isArray(body.value))
    return [];
  return body.value.filter((item): item is Item => typeof item === 'object' && item !== null);
};
