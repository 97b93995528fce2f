import { ProviderError } from '#kernel';
import type { ProviderSession, RemoteSubscription, SubscribeRequest } from '#provider-sdk';
import { repositories } from '../account.js';
import { call, pagesOf, repositoryPath } from '../github-api.js';
import type { GithubHook } from '../github.types.js';

/** A `ping` comes unasked. */
export const hookEvents = ['issues', 'issue_comment', 'label', 'milestone', 'repository'] as const;

/** https://docs.github.com/en/rest/repos/webhooks. A repeated try finds the hook of the one before, and corrects it. */
export const openHook = async (
  session: ProviderSession,
  request: SubscribeRequest,
): Promise<RemoteSubscription> => {
  const { containerId, callbackUrl, secret } = request;
  const path = `${repositoryPath(containerId)}/hooks`;
  const config = { url: callbackUrl, content_type: 'json', secret, insecure_ssl: '0' };
  const hook = { active: true, events: hookEvents, config };
  const found = await findHook(session, path, callbackUrl);
  const response = found
    ? await call(session, { method: 'PATCH', url: `${path}/${found.id}`, body: hook })
    : await call(session, { method: 'POST', url: path, body: { name: 'web', ...hook } });
  return subscriptionOf(containerId, response.json<GithubHook>());
};

const findHook = async (
  session: ProviderSession,
  url: string,
  callbackUrl: string,
): Promise<GithubHook | undefined> => {
  for await (const page of pagesOf<GithubHook>(session, { url })) {
    const found = page.find(({ config }) => config.url === callbackUrl);
    if (found) return found;
  }
  return undefined;
};

export const closeHook = async (
  session: ProviderSession,
  subscription: RemoteSubscription,
): Promise<void> => {
  const repository = subscription.resourceId ?? subscription.containerId;
  if (!repository) throw new ProviderError('permanent', 'The repository of this webhook is not known.');
  const url = `${repositoryPath(repository)}/hooks/${encodeURIComponent(subscription.id)}`;
  await call(session, { method: 'DELETE', url, expect: [404, 410] });
};

/** Hooks of every repository that the account administers; of others they cannot be seen. */
export async function* listHooks(session: ProviderSession): AsyncGenerator<RemoteSubscription> {
  for await (const { id, permissions } of repositories(session)) {
    if (permissions?.['admin'] === false) continue;
    const request = { url: `/repositories/${id}/hooks`, expect: [404] };
    for await (const page of pagesOf<GithubHook>(session, request))
      for (const hook of page) yield subscriptionOf(String(id), hook);
  }
}

const subscriptionOf = (containerId: string, { id, config }: GithubHook): RemoteSubscription => ({
  id: String(id),
  resourceId: containerId,
  containerId,
  expiresAt: null,
  ...(config.url ? { callbackUrl: config.url } : {}),
});
