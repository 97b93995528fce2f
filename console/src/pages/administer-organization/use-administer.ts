import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';

/** Changes the organization, and has every list of organizations asked for again. */
export const useAdminister = (id: string) => {
  const queries = useQueryClient();
  return async (body: Schemas['AdministerOrganization']): Promise<void> => {
    await client.PATCH('/admin/v1/organizations/{id}', { params: { path: { id } }, body });
    await queries.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).startsWith('/admin/v1/organizations'),
    });
  };
};
