import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import type { Overview } from './words.js';

export interface Step {
  readonly title: string;
  readonly text: string;
  readonly button: string;
  /** Below `/o/{organization}/`. */
  readonly to: string;
  readonly isDone: boolean;
}

/** How far the organization has come; null until that is known. */
export const useSteps = ({ connections, records }: Overview): readonly Step[] | null => {
  const { id } = useOrganization();
  const params = { path: { organizationId: id }, query: { limit: 1 } };
  const syncs = api.useQuery('get', '/v1/organizations/{organizationId}/syncs', { params });
  const endpoints = api.useQuery('get', '/v1/organizations/{organizationId}/endpoints', { params });
  if (syncs.data === undefined || endpoints.data === undefined) return null;
  const everConnected = connections.active + connections.needsReauth + connections.disconnected > 0;
  return [
    {
      title: 'Connect an account',
      text: 'Choose where your data is. You agree to what is shared before anything is.',
      button: 'Choose a provider',
      to: 'providers',
      isDone: everConnected,
    },
    {
      title: 'Create a sync',
      text: 'It says which calendar, list or channel is synchronized, and in which direction.',
      button: 'Create a sync',
      to: 'syncs/new',
      isDone: syncs.data.data.length > 0,
    },
    {
      title: 'See the records',
      text: 'After the first run they are here; what you edit goes back to the vendor.',
      button: 'Look at the records',
      to: 'records',
      isDone: records.some(({ count }) => count > 0),
    },
    {
      title: 'Send changes to your own product',
      text: 'A webhook tells your product of every change, signed.',
      button: 'Add an address',
      to: 'webhooks/out',
      isDone: endpoints.data.data.length > 0,
    },
  ];
};
