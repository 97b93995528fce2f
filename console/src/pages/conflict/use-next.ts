import { useNavigate } from 'react-router';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { useTo } from '../../known/index.js';

/** The open conflict after this one; the first when this was the last. Null when no other is open, undefined until known. */
export const useNext = (id: string): { readonly go: () => void } | null | undefined => {
  const { id: organizationId } = useOrganization();
  const navigate = useNavigate();
  const to = useTo();
  const { data, isPending } = api.useQuery('get', '/v1/organizations/{organizationId}/conflicts', {
    params: { path: { organizationId }, query: { limit: 200 } },
  });
  if (isPending) return undefined;
  const ids = data?.data.map(conflict => conflict.id) ?? [];
  const place = ids.indexOf(id);
  const next = ids[place + 1] ?? ids.find(other => other !== id);
  if (next === undefined) return null;
  return { go: () => void navigate(to(`conflicts/${next}`)) };
};
