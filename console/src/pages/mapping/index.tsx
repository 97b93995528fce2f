import { useParams } from 'react-router';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { Answer } from '../../ui/index.js';
import { ExistingMapping } from './existing-mapping.js';
import { NewMapping } from './new-mapping.js';

const Existing = ({ id }: { readonly id: string }) => {
  const { id: organizationId } = useOrganization();
  const mapping = api.useQuery('get', '/v1/organizations/{organizationId}/mappings/{id}', {
    params: { path: { organizationId, id } },
  });
  return <Answer of={mapping}>{found => <ExistingMapping key={found.id} mapping={found} />}</Answer>;
};

export const Component = () => {
  const { mappingId = '' } = useParams();
  return mappingId === 'new' ? <NewMapping /> : <Existing id={mappingId} />;
};
