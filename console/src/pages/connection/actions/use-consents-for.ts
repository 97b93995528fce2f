import { api } from '../../../api/client.js';
import { useOrganization } from '../../../api/organization.js';
import type { Connection, Consent, PurposeKey } from '../../../connecting/providers.js';

/** Consents that stand for a purpose; those of the connection first. */
export const useConsentsFor = (connection: Connection, purpose: string): readonly Consent[] => {
  const { id } = useOrganization();
  const query = { state: 'given' as const, purpose: purpose as PurposeKey, limit: 100 };
  const { data } = api.useQuery('get', '/v1/organizations/{organizationId}/consents', {
    params: { path: { organizationId: id }, query },
  });
  const isOwn = (consent: Consent): boolean => consent.connectionId === connection.id;
  const all = data?.data ?? [];
  return [...all.filter(isOwn), ...all.filter(one => one.connectionId === null)];
};
