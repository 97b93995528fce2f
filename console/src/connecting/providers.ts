import type { Schemas } from '../../../src/client/index.js';
import { api } from '../api/client.js';

export type Provider = Schemas['Provider'];
export type Integration = Schemas['Integration'];
export type Connection = Schemas['Connection'];
export type Consent = Schemas['Consent'];
export type PurposeKey = Consent['purpose'];

/** What the hub can talk to; it changes only with the hub itself. */
export const useProviders = () => api.useQuery('get', '/v1/providers', {}, { staleTime: Infinity });

/** A provider's name by its key; the key until the names are there. */
export const useProviderName = (): ((key: string) => string) => {
  const { data } = useProviders();
  return key => data?.data.find(provider => provider.key === key)?.name ?? key;
};

/** `person@example.com`, or whatever the vendor calls the account. */
export const accountOf = ({ account }: Pick<Connection, 'account'>): string =>
  account.email ?? (account.name === '' ? account.id : account.name);
