import { useQueryClient } from '@tanstack/react-query';
import { api, client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import type { Integration, Provider } from '../../connecting/providers.js';

const path = '/v1/organizations/{organizationId}/integrations';

/** The organization's integration of a provider; there is one at most. */
export const useIntegration = (providerKey: string) => {
  const { id } = useOrganization();
  const answer = api.useQuery('get', path, { params: { path: { organizationId: id } } });
  return { answer, integration: answer.data?.data.find(({ provider }) => provider === providerKey) };
};

/** Makes the integration, on the operator's shared client where the provider needs one. */
export const useMakeIntegration = () => {
  const { id } = useOrganization();
  const queries = useQueryClient();
  return async ({ key }: Provider): Promise<Integration> => {
    const { data } = await client.POST(path, {
      params: { path: { organizationId: id } },
      body: { provider: key, enabled: true },
    });
    await queries.invalidateQueries({ queryKey: ['get', path] });
    if (!data) throw new Error('The hub answered without the integration.');
    return data;
  };
};
