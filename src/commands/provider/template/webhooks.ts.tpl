import type {
  ProviderSession,
  RemoteEvent,
  RemoteSubscription,
  SubscribeRequest,
  VerifiedReceipt,
} from '#provider-sdk';
import { pagesOf } from './__key__-api.js';
import type { Webhook } from './__key__.types.js';

// Change here: how the vendor is asked to post. Safe to repeat: this one replaces the webhook of the same address.
export const openHook = async (
  session: ProviderSession,
  { containerId, callbackUrl, secret }: SubscribeRequest,
): Promise<RemoteSubscription> => {
  const body = { container_id: containerId, url: callbackUrl, secret };
  const response = await session.http.request({ method: 'POST', url: '/webhooks', body, idempotent: true });
  return subscriptionOf(response.json<Webhook>());
};

export const closeHook = async (session: ProviderSession, { id }: RemoteSubscription): Promise<void> => {
  const url = `/webhooks/${encodeURIComponent(id)}`;
  await session.http.request({ method: 'DELETE', url, expect: [404, 410] });
};

export async function* listHooks(session: ProviderSession): AsyncGenerator<RemoteSubscription> {
  for await (const { items } of pagesOf<Webhook>(session, { url: '/webhooks' }))
    for (const hook of items) yield subscriptionOf(hook);
}

const subscriptionOf = ({ id, container_id: containerId, url }: Webhook): RemoteSubscription => ({
  id,
  containerId,
  resourceId: null,
  // With an instant here the hub renews in time, or subscribes anew.
  expiresAt: null,
  callbackUrl: url,
});

/** The signature held; what stands in the body is still a stranger's. Unknown kinds come to nothing. */
export const parseDelivery = ({ body }: VerifiedReceipt): readonly RemoteEvent[] => {
  const { type, container_id: containerId } = (body ?? {}) as { type?: unknown; container_id?: unknown };
  if (type !== 'items.changed' || typeof containerId !== 'string') return [];
  return [{ kind: 'changed', model: '__model__', containerId }];
};
