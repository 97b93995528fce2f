import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { useDeed } from '../../ui/index.js';
import { EndpointForm } from './endpoint-form.js';
import { type EndpointValues, firstValues, wishOf } from './endpoint-values.js';
import { SecretShown } from './secret-shown.js';

/** The secret is in the answer and nowhere else. */
export const CreateEndpoint = ({ onClose }: { readonly onClose: () => void }) => {
  const { id: organizationId } = useOrganization();
  const [made, setMade] = useState<Schemas['CreatedEndpoint'] | null>(null);
  const queries = useQueryClient();
  const form = useForm<EndpointValues>({ initialValues: firstValues });
  const deed = useDeed(async (values: EndpointValues) => {
    const { data } = await client.POST('/v1/organizations/{organizationId}/endpoints', {
      params: { path: { organizationId } },
      body: { ...wishOf(values), asymmetric: values.asymmetric },
    });
    if (data) setMade(data);
    await queries.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).includes('/endpoints'),
    });
  }, form);
  if (made) return <SecretShown endpoint={made} onClose={onClose} />;
  return <EndpointForm form={form} deed={deed} submit="Add" isNew onCancel={onClose} />;
};
