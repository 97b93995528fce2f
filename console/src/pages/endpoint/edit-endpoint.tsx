import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { say, useDeed } from '../../ui/index.js';
import { EndpointForm } from '../endpoints/endpoint-form.js';
import { type EndpointValues, valuesOf, wishOf } from '../endpoints/endpoint-values.js';

export interface EditEndpointProps {
  readonly endpoint: Schemas['Endpoint'];
  readonly onClose: () => void;
}

export const EditEndpoint = ({ endpoint, onClose }: EditEndpointProps) => {
  const { id: organizationId } = useOrganization();
  const queries = useQueryClient();
  const form = useForm<EndpointValues>({ initialValues: valuesOf(endpoint) });
  const deed = useDeed(async (values: EndpointValues) => {
    await client.PATCH('/v1/organizations/{organizationId}/endpoints/{id}', {
      params: { path: { organizationId, id: endpoint.id } },
      body: wishOf(values),
    });
    say('Changed.');
    await queries.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).includes('/endpoints'),
    });
    onClose();
  }, form);
  return <EndpointForm form={form} deed={deed} submit="Save" isNew={false} onCancel={onClose} />;
};
