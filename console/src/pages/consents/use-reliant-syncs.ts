import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import type { Consent } from '../../connecting/providers.js';

/** Syncs that name the consent, among the first 200 of its connection or of the organization. */
export const useReliantSyncs = ({ id: consentId, connectionId }: Consent): readonly Schemas['Sync'][] => {
  const { id } = useOrganization();
  const query = { limit: 200, ...(connectionId === null ? {} : { connectionId }) };
  const { data } = api.useQuery('get', '/v1/organizations/{organizationId}/syncs', {
    params: { path: { organizationId: id }, query },
  });
  return (data?.data ?? []).filter(
    sync => sync.consentId === consentId || sync.sensitiveConsentId === consentId,
  );
};
