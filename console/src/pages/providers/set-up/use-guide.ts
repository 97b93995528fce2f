import { api } from '../../../api/client.js';
import type { Provider } from '../../../connecting/providers.js';

export const useGuide = ({ key }: Provider) =>
  api.useQuery('get', '/v1/providers/{key}/guide', { params: { path: { key } } }, { staleTime: Infinity });
