import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';

export type Consent = Schemas['Consent'];
export type Purpose = Consent['purpose'];

const path = '/v1/organizations/{organizationId}/consents' as const;

/** Consents that are given for a purpose. The API filters, its document does not say so: the query is written by hand. */
export const useGivenConsents = (purpose: string | undefined) => {
  const { id: organizationId } = useOrganization();
  return useQuery({
    queryKey: ['get', path, { organizationId, purpose }],
    enabled: purpose !== undefined,
    queryFn: async () => {
      const query = new URLSearchParams({ purpose: purpose ?? '', state: 'given', limit: '200' });
      const params = { path: { organizationId } };
      const { data } = await client.GET(path, { params, querySerializer: () => query.toString() });
      return data?.data ?? [];
    },
  });
};

/** The person, or what stands for them. */
export const subjectOf = ({ subject }: Consent): string => subject.label ?? subject.id;
