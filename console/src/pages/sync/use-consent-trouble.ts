import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import type { Sync } from '../../syncing/index.js';
import { fullTime } from '../../ui/index.js';

interface ConsentTrouble {
  readonly code: 'consent_withdrawn' | 'consent_expired';
  readonly detail: string;
}

/** Why it stands still although its last run went well: no run begins without a consent, so none can fail for it. */
export const useConsentTrouble = ({ consentId: id }: Sync): ConsentTrouble | null => {
  const { id: organizationId } = useOrganization();
  const { data: consent } = api.useQuery('get', '/v1/organizations/{organizationId}/consents/{id}', {
    params: { path: { organizationId, id } },
  });
  if (consent?.state !== 'withdrawn' && consent?.state !== 'expired') return null;
  const at = consent.state === 'withdrawn' ? consent.withdrawnAt : consent.expiresAt;
  const since = at === null ? '' : ` since ${fullTime(at)}`;
  const who = consent.subject.label ?? consent.subject.id;
  return {
    code: `consent_${consent.state}`,
    detail: `The sync stands still: ${who} does not agree any more${since}. Nothing is read or written. With a new consent, choose it in the settings.`,
  };
};
