import { api } from '../api/client.js';
import { useOrganization } from '../api/organization.js';

/** What consent can be given for, in the hub's words. */
export const usePurposes = () => {
  const { id } = useOrganization();
  const params = { path: { organizationId: id } };
  return api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/consents/purposes',
    { params },
    { staleTime: Infinity },
  );
};

/** A purpose's name by its key; the key until the names are there. */
export const usePurposeName = (): ((key: string) => string) => {
  const { data } = usePurposes();
  return key => data?.data.find(purpose => purpose.key === key)?.name ?? key.replaceAll('_', ' ');
};
