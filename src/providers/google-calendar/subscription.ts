import { ProviderError } from '#kernel';
import type { ProviderSession, RemoteSubscription, SubscribeRequest } from '#provider-sdk';
import { explain, reasonsOf } from './explain.js';
import type { GoogleChannel } from './google-calendar.types.js';

const hourMs = 3_600_000;

/**
 * A notification channel: https://developers.google.com/workspace/calendar/api/guides/push
 * Google cannot renew one; the hub opens another before this one ends.
 */
export const openChannel = async (
  session: ProviderSession,
  request: SubscribeRequest,
  seconds: number,
): Promise<RemoteSubscription> => {
  const { containerId, subscriptionId: id, callbackUrl: address, secret: token } = request;
  const response = await session.http.request({
    method: 'POST',
    url: `${session.apiUrl}/calendars/${encodeURIComponent(containerId)}/events/watch`,
    body: { id, type: 'web_hook', address, token, params: { ttl: String(seconds) } },
    explain: explain(session.now),
    expect: [400],
    idempotent: true,
  });
  if (response.status !== 400) return channelOf(response.json());
  if (!reasonsOf(response).includes('channelIdNotUnique')) {
    throw new ProviderError('permanent', 'Google Calendar refuses to notify this address.', {
      remoteStatus: 400,
    });
  }
  // An earlier try opened it and its answer got lost. It cannot be stopped without its resource id; it will end.
  return { id, resourceId: null, expiresAt: new Date(session.now().getTime() + seconds * 1000 - hourMs) };
};

const channelOf = (channel: GoogleChannel): RemoteSubscription => ({
  id: channel.id,
  resourceId: channel.resourceId,
  expiresAt: channel.expiration ? new Date(Number(channel.expiration)) : null,
});

export const closeChannel = async (
  session: ProviderSession,
  subscription: RemoteSubscription,
): Promise<void> => {
  const { id, resourceId } = subscription;
  if (resourceId === null) return;
  await session.http.request({
    method: 'POST',
    url: `${session.apiUrl}/channels/stop`,
    body: { id, resourceId },
    explain: explain(session.now),
    expect: [404],
  });
};
