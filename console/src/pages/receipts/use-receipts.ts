import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { api, client } from '../../api/client.js';
import { hearsItself, useLiveNews } from '../../api/live.js';
import { type LoadedList, withNewest } from '../../api/loaded-list.js';
import { useOrganization } from '../../api/organization.js';
import type { queryOf } from './receipt-filter-bar.js';

type ReceiptPage = Schemas['ReceiptList'];

const path = '/v1/organizations/{organizationId}/receipts';

/** The newest first: what happens, happens at the top. */
export const useReceipts = (query: ReturnType<typeof queryOf>) => {
  const { id: organizationId } = useOrganization();
  const queries = useQueryClient();
  const init = { params: { path: { organizationId }, query: { ...query, limit: 100 } } };
  const queryKey = ['get', path, init];
  const receipts = api.useInfiniteQuery('get', path, init, {
    pageParamName: 'cursor',
    initialPageParam: undefined,
    getNextPageParam: (last: ReceiptPage) => last.nextCursor ?? undefined,
    meta: hearsItself,
  });
  useLiveNews('receipts', () => {
    const take = (fresh: ReceiptPage) =>
      queries.setQueryData<LoadedList<ReceiptPage>>(queryKey, loaded => loaded && withNewest(loaded, fresh));
    void client.GET(path, init).then(
      ({ data }) => data && take(data),
      () => queries.invalidateQueries({ queryKey }),
    );
  });
  return receipts;
};
