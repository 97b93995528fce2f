import { api } from '../api/client.js';
import { useMay, useOrganization } from '../api/organization.js';

/** The most that one call answers; an organization with more has its later ones shown by their ids. */
const limit = 200;
const staleTime = 60_000;

const usePath = () => {
  const { id } = useOrganization();
  return { params: { path: { organizationId: id }, query: { limit } } };
};

export const useSyncs = () =>
  api.useQuery('get', '/v1/organizations/{organizationId}/syncs', usePath(), { staleTime });

export const useConnections = () =>
  api.useQuery('get', '/v1/organizations/{organizationId}/connections', usePath(), { staleTime });

export const useMembers = () =>
  api.useQuery('get', '/v1/organizations/{organizationId}/members', usePath(), { staleTime });

export const useKeys = () =>
  api.useQuery('get', '/v1/organizations/{organizationId}/keys', usePath(), {
    staleTime,
    enabled: useMay('member'),
  });
