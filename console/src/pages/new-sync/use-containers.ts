import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import type { ModelName } from '../../syncing/index.js';

/** What the account has of a kind; nothing is asked without one. */
export const useContainers = (connectionId: string, model: ModelName | undefined) => {
  const { id: organizationId } = useOrganization();
  return api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/connections/{id}/containers',
    {
      params: {
        path: { organizationId, id: connectionId },
        ...(model === undefined ? {} : { query: { model } }),
      },
    },
    { enabled: model !== undefined },
  );
};
