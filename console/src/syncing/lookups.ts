import type { Schemas } from '../../../src/client/index.js';
import { api } from '../api/client.js';
import { useOrganization } from '../api/organization.js';

export type Connection = Schemas['Connection'];
export type Provider = Schemas['Provider'];

const most = 200;

/** The newest connections; the API gives 200 at a time. */
export const useConnections = () => {
  const { id: organizationId } = useOrganization();
  return api.useQuery('get', '/v1/organizations/{organizationId}/connections', {
    params: { path: { organizationId }, query: { limit: most } },
  });
};

export const useConnection = (id: string | null) => {
  const { id: organizationId } = useOrganization();
  return api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/connections/{id}',
    { params: { path: { organizationId, id: id ?? '' } } },
    { enabled: id !== null },
  );
};

export const useProviders = () => api.useQuery('get', '/v1/providers', {}, { staleTime: Infinity });

export const useProvider = (key: string | undefined): Provider | undefined =>
  useProviders().data?.data.find(provider => provider.key === key);

export const useSyncs = () => {
  const { id: organizationId } = useOrganization();
  return api.useQuery('get', '/v1/organizations/{organizationId}/syncs', {
    params: { path: { organizationId }, query: { limit: most } },
  });
};

export const useSync = (id: string) => {
  const { id: organizationId } = useOrganization();
  return api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/syncs/{id}',
    { params: { path: { organizationId, id } } },
    // A run that begins by itself is told by no event.
    { refetchInterval: ({ state }) => (state.data?.activeRun ? 3_000 : 15_000) },
  );
};

export const useMappings = () => {
  const { id: organizationId } = useOrganization();
  return api.useQuery('get', '/v1/organizations/{organizationId}/mappings', {
    params: { path: { organizationId }, query: { limit: most } },
  });
};

/** Whose account, as people say it: the name, else the address. */
export const accountOf = ({ account, endUserId }: Connection): string =>
  [account.name, account.email, endUserId, account.id].find(name => name !== null && name !== '') ??
  account.id;

/** `Ada Lovelace, Google Calendar`. */
export const useAccountName = () => {
  const providers = useProviders().data?.data ?? [];
  return (connection: Connection): string => {
    const provider = providers.find(({ key }) => key === connection.provider)?.name ?? connection.provider;
    return `${accountOf(connection)}, ${provider}`;
  };
};
