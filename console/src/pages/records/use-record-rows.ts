import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { titleOf } from '../../fields/index.js';
import type { paths, Schemas } from '../../../../src/client/index.js';

export type RecordState = Schemas['Record']['state'];

/** As much of a record as its row shows: the whole of a hundred thousand would fill the browser's memory. */
export interface RecordRow {
  readonly id: string;
  readonly title: string;
  readonly model: string;
  readonly syncId: string;
  readonly state: RecordState;
  readonly isRefused: boolean;
  readonly isDeleted: boolean;
  readonly revision: number;
  readonly updatedAt: string;
}

/** What is chosen, by id. */
export type Selection = ReadonlyMap<string, RecordRow>;

type Asked = NonNullable<paths['/v1/organizations/{organizationId}/records']['get']['parameters']['query']>;

export interface RecordFilters {
  readonly search?: string;
  readonly model?: NonNullable<Asked['model']>;
  readonly syncId?: string;
  readonly state?: RecordState;
  readonly deleted?: boolean;
}

const rowOf = (record: Schemas['Record']): RecordRow => ({
  id: record.id,
  title: titleOf(record.fields),
  model: record.model,
  syncId: record.syncId,
  state: record.state,
  isRefused: record.pushError !== null,
  isDeleted: record.deleted,
  revision: record.revision,
  updatedAt: record.updatedAt,
});

interface RowsPage {
  readonly data: readonly RecordRow[];
  readonly next: string | null;
}
type Loaded = InfiniteData<RowsPage, string | undefined>;

const pageSize = 500;

const useAsk = ({ deleted = false, ...filters }: RecordFilters) => {
  const { id: organizationId } = useOrganization();
  return async (cursor: string | undefined, signal: AbortSignal): Promise<RowsPage> => {
    const query = { ...filters, order: 'newest', limit: pageSize } as const;
    const { data } = await client.GET('/v1/organizations/{organizationId}/records', {
      params: { path: { organizationId }, query: cursor === undefined ? query : { ...query, cursor } },
      signal,
    });
    if (data === undefined) throw new Error('The hub answered nothing.');
    const rows = data.data.map(rowOf).filter(row => deleted || !row.isDeleted);
    return { data: rows, next: data.hasMore ? data.nextCursor : null };
  };
};

/** The newest change first. A search may bring empty pages: each says how far back it has looked. */
export const useRecordRows = (filters: RecordFilters) => {
  const { id: organizationId } = useOrganization();
  const queries = useQueryClient();
  const ask = useAsk(filters);
  // Not the path: what follows the hub's events would ask for every page again that was ever scrolled through.
  const queryKey = ['record-rows', organizationId, filters];
  const rows = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => ask(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: last => last.next ?? undefined,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  /** From the newest again, without the pages that were scrolled to. */
  const startAgain = (): void => {
    queries.setQueryData<Loaded>(
      queryKey,
      loaded => loaded && { pages: loaded.pages.slice(0, 1), pageParams: loaded.pageParams.slice(0, 1) },
    );
    void rows.refetch();
  };
  return { rows, startAgain };
};
