import { ProviderError } from '#kernel';
import type { ProviderSession, RemoteSubscription, SubscribeRequest } from '#provider-sdk';
import { clientId } from '../client-id.js';
import { createWebhook, deleteWebhook, updateWebhook, webhooks } from '../documents.js';
import { ask, make, pagesOf } from '../linear-api.js';
import type { LinearConnection, LinearWebhook } from '../linear.types.js';

export const resourceTypes = ['Issue', 'Comment'] as const;

/** https://linear.app/developers/webhooks. A repeated try finds the webhook of the one before, and corrects it. */
export const openHook = async (
  session: ProviderSession,
  { containerId, callbackUrl, secret, subscriptionId }: SubscribeRequest,
): Promise<RemoteSubscription> => {
  const found = await findHook(session, callbackUrl);
  if (found) {
    const input = { url: callbackUrl, secret, resourceTypes, enabled: true };
    type Answer = { readonly webhookUpdate: { readonly webhook: LinearWebhook } };
    const answer = await ask<Answer>(session, updateWebhook, { id: found.id, input });
    return subscriptionOf(answer.webhookUpdate.webhook);
  }
  const input = {
    id: clientId('webhook', subscriptionId),
    ...{ teamId: containerId, url: callbackUrl, secret, resourceTypes, enabled: true, label: 'Causeway' },
  };
  type Answer = { readonly webhookCreate: { readonly webhook: LinearWebhook } };
  return subscriptionOf((await make<Answer>(session, createWebhook, { input })).webhookCreate.webhook);
};

async function* hooks(session: ProviderSession): AsyncGenerator<LinearWebhook> {
  const pages = pagesOf(async after => {
    const answer = await ask<{ webhooks: LinearConnection<LinearWebhook> }>(session, webhooks, { after });
    return answer.webhooks;
  });
  for await (const page of pages) yield* page;
}

const findHook = async (
  session: ProviderSession,
  callbackUrl: string,
): Promise<LinearWebhook | undefined> => {
  for await (const hook of hooks(session)) if (hook.url === callbackUrl) return hook;
  return undefined;
};

export const closeHook = async (session: ProviderSession, { id }: RemoteSubscription): Promise<void> => {
  try {
    await ask(session, deleteWebhook, { id });
  } catch (error) {
    const isGone = error instanceof ProviderError && error.providerCode === 'not_found';
    if (!isGone) throw error;
  }
};

/** The app's own webhook has no address here. */
export async function* listHooks(session: ProviderSession): AsyncGenerator<RemoteSubscription> {
  for await (const hook of hooks(session)) yield subscriptionOf(hook);
}

const subscriptionOf = ({ id, url, team }: LinearWebhook): RemoteSubscription => ({
  id,
  resourceId: null,
  expiresAt: null,
  ...(team ? { containerId: team.id } : {}),
  ...(url ? { callbackUrl: url } : {}),
});
