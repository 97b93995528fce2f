import { useInfiniteQuery } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import type { paths } from '../../../../src/client/schema.js';
import { client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';

export type AuditEvent = Schemas['AuditEvent'];
type AuditQuery = NonNullable<
  paths['/v1/organizations/{organizationId}/audit']['get']['parameters']['query']
>;
export type AuditFilters = Omit<AuditQuery, 'cursor' | 'limit'>;

const pageSize = 200;

/** The trail, newest first. Its key is not its path: each of the hub's events would ask for every page again. */
export const useAuditRows = (filters: AuditFilters) => {
  const { id: organizationId } = useOrganization();
  return useInfiniteQuery({
    queryKey: ['audit-rows', organizationId, filters],
    queryFn: async ({ pageParam }) => {
      const { data } = await client.GET('/v1/organizations/{organizationId}/audit', {
        params: {
          path: { organizationId },
          query: { ...filters, limit: pageSize, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        },
      });
      if (data === undefined) throw new Error('The hub answered nothing.');
      return data;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: last => last.nextCursor ?? undefined,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
};
