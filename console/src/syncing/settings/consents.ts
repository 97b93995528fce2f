import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import type { Provider } from '../lookups.js';

export type Consent = Schemas['Consent'];
export type Purpose = Consent['purpose'];

/** Consents that are given for a purpose; none is asked for without one. */
export const useGivenConsents = (purpose: Purpose | undefined) => {
  const { id: organizationId } = useOrganization();
  const query = { state: 'given', limit: 200, ...(purpose === undefined ? {} : { purpose }) } as const;
  return api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/consents',
    { params: { path: { organizationId }, query } },
    { enabled: purpose !== undefined },
  );
};

/** What somebody agrees to who has the model synchronized. */
export const purposeOf = ({ models }: Provider, model: string): Purpose | undefined =>
  models.find(one => one.model === model)?.purpose as Purpose | undefined;

/** The person, or what stands for them. */
export const subjectOf = ({ subject }: Consent): string => subject.label ?? subject.id;
