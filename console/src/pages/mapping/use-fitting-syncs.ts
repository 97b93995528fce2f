import { type Sync, useConnections, useSyncs } from '../../syncing/index.js';

/** Syncs of a provider and a model. */
export const useFittingSyncs = (provider: string | null, model: string): readonly Sync[] => {
  const connections = useConnections().data?.data ?? [];
  const ofProvider = new Set(connections.filter(one => one.provider === provider).map(({ id }) => id));
  const syncs = useSyncs().data?.data ?? [];
  return syncs.filter(sync => sync.model === model && ofProvider.has(sync.connectionId));
};
