import { ProviderError } from '#kernel';
import type { ProviderSession, RemoteSubscription, SubscribeRequest } from '#provider-sdk';
import { call } from '../bamboohr-api.js';
import { containerId } from '../account.js';
import type { Webhook } from '../bamboohr.types.js';

const events = ['employee.created', 'employee.updated', 'employee.deleted'] as const;

/** Changes of these are told, by name only: no value travels in a delivery. Nothing private is watched. */
export const monitorFields = [
  ...['firstName', 'lastName', 'preferredName', 'employeeNumber', 'status', 'workEmail', 'workPhone'],
  ...['mobilePhone', 'jobTitle', 'department', 'division', 'location', 'hireDate', 'terminationDate'],
];

const hooks = async (session: ProviderSession): Promise<readonly Webhook[]> => {
  const response = await call(session, { method: 'GET', url: '/webhooks' });
  return response.json<{ webhooks: readonly Webhook[] }>().webhooks;
};

/** The key is said once: a webhook of an earlier try, whose answer was lost, is worth nothing and goes. */
export const openHook = async (
  session: ProviderSession,
  { callbackUrl, subscriptionId }: SubscribeRequest,
): Promise<RemoteSubscription> => {
  for (const { id, url } of await hooks(session)) if (url === callbackUrl) await remove(session, String(id));
  const body = {
    name: `Causeway ${subscriptionId}`,
    url: callbackUrl,
    format: 'json',
    events,
    monitorFields,
    includeCompanyDomain: false,
  };
  const made = (await call(session, { method: 'POST', url: '/webhooks', body })).json<Webhook>();
  if (!made.privateKey) throw new ProviderError('permanent', 'BambooHR gave the webhook no key.');
  return { ...subscriptionOf(made), secret: made.privateKey };
};

export const closeHook = (session: ProviderSession, { id }: RemoteSubscription): Promise<void> =>
  remove(session, id);

/** Those of whoever this credential belongs to; nobody sees another's. */
export async function* listHooks(session: ProviderSession): AsyncGenerator<RemoteSubscription> {
  for (const hook of await hooks(session)) yield subscriptionOf(hook);
}

const remove = async (session: ProviderSession, id: string): Promise<void> => {
  const url = `/webhooks/${encodeURIComponent(id)}`;
  await call(session, { method: 'DELETE', url, expect: [404] });
};

const subscriptionOf = ({ id, url }: Webhook): RemoteSubscription => ({
  id: String(id),
  containerId,
  resourceId: null,
  expiresAt: null,
  callbackUrl: url,
});
