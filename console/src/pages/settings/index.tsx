import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { Answer, Page } from '../../ui/index.js';
import { AppearanceCard } from './appearance-card.js';
import { NameCard } from './name-card.js';
import { SingleSignOnCard } from './single-sign-on-card.js';

/** What the organization is called, how it looks to people, and how they come in. */
export const Component = () => {
  const { id: organizationId, role } = useOrganization();
  const mayChange = useMay('admin');
  const params = { path: { organizationId } };
  const appearance = api.useQuery('get', '/v1/organizations/{organizationId}/appearance', { params });
  return (
    <Page
      title="Settings"
      description={
        mayChange ? 'Of this organization.' : 'Of this organization. Owners and admins change them.'
      }
    >
      <NameCard />
      <Answer of={appearance} lines={4}>
        {data => <AppearanceCard key={data.updatedAt} appearance={data} />}
      </Answer>
      {role !== 'member' && <SingleSignOnCard />}
    </Page>
  );
};
