import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { api, client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { useDeed } from '../../ui/index.js';

export type Inbox = Schemas['SandboxInbox'];
export type Endpoint = Schemas['Endpoint'];

const askEveryMs = 2_000;
const mostEndpoints = 200;

export const useInbox = () => {
  const { id: organizationId } = useOrganization();
  return api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/sandbox/inbox',
    { params: { path: { organizationId } } },
    { refetchInterval: askEveryMs },
  );
};

/** All of them, because the one that sends to the receiver may be any. */
export const useEndpoints = () => {
  const { id: organizationId } = useOrganization();
  return api.useQuery('get', '/v1/organizations/{organizationId}/endpoints', {
    params: { path: { organizationId }, query: { limit: mostEndpoints } },
  });
};

const useAskAgain = () => {
  const queries = useQueryClient();
  return () =>
    queries.invalidateQueries({
      predicate: ({ queryKey }) => /\/(endpoints|deliveries|inbox)/.test(String(queryKey[1])),
    });
};

/** Registers the receiver. The secret is in the answer and nowhere else. */
export const useRegistration = ({ url }: Inbox) => {
  const { id: organizationId } = useOrganization();
  const [made, setMade] = useState<Schemas['CreatedEndpoint'] | null>(null);
  const askAgain = useAskAgain();
  const deed = useDeed(async () => {
    const { data } = await client.POST('/v1/organizations/{organizationId}/endpoints', {
      params: { path: { organizationId } },
      body: { url, description: 'Test receiver of the sandbox', eventTypes: ['*'] },
    });
    if (data) setMade(data);
    await askAgain();
  });
  const forget = () => {
    setMade(null);
  };
  return { deed, made, forget };
};

/** Sends a test event there, or switches the endpoint on again. */
export const useEndpointDeed = ({ id, enabled }: Endpoint) => {
  const { id: organizationId } = useOrganization();
  const askAgain = useAskAgain();
  const params = { path: { organizationId, id } };
  return useDeed(async () => {
    if (enabled) await client.POST('/v1/organizations/{organizationId}/endpoints/{id}/test', { params });
    else
      await client.PATCH('/v1/organizations/{organizationId}/endpoints/{id}', {
        params,
        body: { enabled: true },
      });
    await askAgain();
  });
};

export const useAnswers = () => {
  const { id: organizationId } = useOrganization();
  const askAgain = useAskAgain();
  return useDeed(async (body: Schemas['AnswerSandboxInboxInput']) => {
    await client.POST('/v1/organizations/{organizationId}/sandbox/inbox/answers', {
      params: { path: { organizationId } },
      body,
    });
    await askAgain();
  });
};
