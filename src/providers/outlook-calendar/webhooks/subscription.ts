import { ProviderError } from '#kernel';
import type { ProviderSession, RemoteSubscription, SubscribeRequest } from '#provider-sdk';
import { call, membersOf } from '../graph-api.js';
import type { GraphSubscription } from '../graph.types.js';

/** Ten minutes less than the seven days Graph allows, for clocks that differ. */
export const subscriptionSeconds = 10_070 * 60;
const path = '/subscriptions';

/**
 * https://learn.microsoft.com/graph/api/subscription-post-subscriptions. Graph posts its validation to both addresses
 * before it answers. A repeated try finds what the one before made, by its address, and prolongs it. What happens to the
 * subscription itself comes to the same address; that address cannot be given later.
 */
export const openSubscription = async (
  session: ProviderSession,
  request: SubscribeRequest,
): Promise<RemoteSubscription> => {
  const { containerId, callbackUrl, secret } = request;
  for await (const found of listSubscriptions(session))
    if (found.callbackUrl === callbackUrl) return renewSubscription(session, found);
  const body = {
    changeType: 'created,updated,deleted',
    notificationUrl: callbackUrl,
    lifecycleNotificationUrl: callbackUrl,
    resource: `me/calendars/${containerId}/events`,
    expirationDateTime: expiry(session),
    clientState: secret,
  };
  const response = await call(session, { method: 'POST', url: path, body });
  return subscriptionOf(response.json());
};

/** Also what answers `reauthorizationRequired`: https://learn.microsoft.com/graph/change-notifications-lifecycle-events */
export const renewSubscription = async (
  session: ProviderSession,
  { id }: RemoteSubscription,
): Promise<RemoteSubscription> => {
  const body = { expirationDateTime: expiry(session) };
  const response = await call(session, { method: 'PATCH', url: at(id), body, idempotent: true });
  return subscriptionOf(response.json());
};

export const closeSubscription = async (
  session: ProviderSession,
  { id }: RemoteSubscription,
): Promise<void> => {
  await call(session, { method: 'DELETE', url: at(id), expect: [404] });
};

/** Those of this app for this person. */
export async function* listSubscriptions(session: ProviderSession): AsyncGenerator<RemoteSubscription> {
  for await (const found of membersOf<GraphSubscription>(session, { method: 'GET', url: path }))
    yield subscriptionOf(found);
}

const at = (id: string): string => `${path}/${encodeURIComponent(id)}`;

const expiry = (session: ProviderSession): string =>
  new Date(session.now().getTime() + subscriptionSeconds * 1000).toISOString();

const subscriptionOf = (found: GraphSubscription): RemoteSubscription => {
  const expiresAt = new Date(found.expirationDateTime);
  if (Number.isNaN(expiresAt.getTime()))
    throw new ProviderError('temporary', 'Outlook does not say how long the subscription lives.');
  const containerId = /^\/?me\/calendars\/(.+)\/events$/.exec(found.resource ?? '')?.[1];
  return {
    id: found.id,
    resourceId: null,
    expiresAt,
    ...(containerId === undefined ? {} : { containerId }),
    ...(found.notificationUrl ? { callbackUrl: found.notificationUrl } : {}),
  };
};
