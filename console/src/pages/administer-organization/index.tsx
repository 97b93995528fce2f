import { useParams } from 'react-router';
import { api } from '../../api/client.js';
import { Answer, CopyField, Page } from '../../ui/index.js';
import { InviteCard } from './invite-card.js';
import { NameCard } from './name-card.js';
import { QuotasCard } from './quotas-card.js';
import { StatusCard } from './status-card.js';
import { WeightCard } from './weight-card.js';

/** One organization, as an operator may change it from outside. */
export const Component = () => {
  const { organizationId = '' } = useParams();
  const params = { path: { id: organizationId } };
  return (
    <Answer of={api.useQuery('get', '/admin/v1/organizations/{id}', { params })}>
      {organization => (
        <Page title={organization.name} description="What an operator decides about this organization.">
          <StatusCard organization={organization} />
          <NameCard organization={organization} key={organization.name} />
          <InviteCard organization={organization} />
          <QuotasCard organizationId={organization.id} />
          <WeightCard organizationId={organization.id} />
          <CopyField label="Id" value={organization.id} />
        </Page>
      )}
    </Answer>
  );
};
