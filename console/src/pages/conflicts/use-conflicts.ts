import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { api, client } from '../../api/client.js';
import { hearsItself, type LiveEvent, useLiveNews } from '../../api/live.js';
import { type LoadedList, withLastPage, without } from '../../api/loaded-list.js';
import { useOrganization } from '../../api/organization.js';
import type { ConflictsQuery } from './conflict-filter-bar.js';

type ConflictPage = Schemas['ConflictList'];
type Loaded = LoadedList<ConflictPage>;

const path = '/v1/organizations/{organizationId}/conflicts';

const over = (events: readonly LiveEvent[]): ReadonlySet<string> =>
  new Set(
    events.filter(({ type }) => type === 'conflict.resolved').map(({ data }) => String(data['conflictId'])),
  );

/** The oldest first: those that are over leave, and new ones come at the end. */
export const useConflicts = (query: ConflictsQuery) => {
  const { id: organizationId } = useOrganization();
  const queries = useQueryClient();
  const init = { params: { path: { organizationId }, query: { ...query, limit: 100 } } };
  const queryKey = ['get', path, init];
  const conflicts = api.useInfiniteQuery('get', path, init, {
    pageParamName: 'cursor',
    initialPageParam: undefined,
    getNextPageParam: (last: ConflictPage) => last.nextCursor ?? undefined,
    meta: hearsItself,
  });
  const change = (how: (loaded: Loaded) => Loaded) =>
    queries.setQueryData<Loaded>(queryKey, loaded => loaded && how(loaded));
  useLiveNews('conflicts', events => {
    if (query.status === 'open') change(loaded => without(loaded, over(events)));
    const loaded = queries.getQueryData<Loaded>(queryKey);
    // What comes at the end of a list that was not read to its end is read when it is.
    if (loaded?.pages.at(-1)?.nextCursor !== null) return;
    const cursor = loaded.pageParams.at(-1) as string | undefined;
    const { path: where, query: asked } = init.params;
    void client
      .GET(path, { params: { path: where, query: cursor === undefined ? asked : { ...asked, cursor } } })
      .then(
        ({ data }) => data && change(now => withLastPage(now, data)),
        () => queries.invalidateQueries({ queryKey }),
      );
  });
  return conflicts;
};
