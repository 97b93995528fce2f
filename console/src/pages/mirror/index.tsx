import { useParams } from 'react-router';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { Answer } from '../../ui/index.js';
import { ExistingMirror } from './existing-mirror.js';
import { NewMirror } from './new-mirror.js';

const Existing = ({ id }: { readonly id: string }) => {
  const { id: organizationId } = useOrganization();
  const mirror = api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/mirrors/{id}',
    { params: { path: { organizationId, id } } },
    { refetchInterval: ({ state }) => ((state.data?.counts.due ?? 0) > 0 ? 1_500 : 10_000) },
  );
  return <Answer of={mirror}>{found => <ExistingMirror key={found.id} mirror={found} />}</Answer>;
};

export const Component = () => {
  const { mirrorId = '' } = useParams();
  return mirrorId === 'new' ? <NewMirror /> : <Existing id={mirrorId} />;
};
