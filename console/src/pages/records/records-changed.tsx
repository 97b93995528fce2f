import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { FreshNotice } from '../../known/index.js';

export interface RecordsChangedProps {
  /** Nobody would lose their place if the list moved. */
  readonly canFollow: boolean;
  readonly onRefresh: () => void;
}

/** Follows the organization's events, of which the newest about a record tells whether the list is old. */
export const RecordsChanged = ({ canFollow, onRefresh }: RecordsChangedProps) => {
  const { id } = useOrganization();
  const { data } = api.useQuery('get', '/v1/organizations/{organizationId}/events', {
    params: { path: { organizationId: id }, query: { limit: 10 } },
  });
  const newest = data && (data.data.find(({ type }) => type.startsWith('record.'))?.id ?? 'none');
  return (
    <FreshNotice
      newest={newest}
      canFollow={canFollow}
      words="Records have changed since this list was loaded. The newest are at its top."
      onRefresh={onRefresh}
    />
  );
};
