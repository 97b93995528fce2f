import { useQueryClient } from '@tanstack/react-query';
import { client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { useDeed } from '../../ui/index.js';
import { type Deed, type Lever, pulled, type Sandbox } from './words.js';

/** Asks the page’s lists again after something was done at a vendor. */
export const useAskAgain = () => {
  const queries = useQueryClient();
  return () =>
    queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[1]).includes('/sandbox') });
};

export const useLever = ({ provider }: Sandbox, onDone: (deed: Deed) => void) => {
  const { id } = useOrganization();
  const askAgain = useAskAgain();
  return useDeed(async (body: Lever) => {
    const { data } = await client.POST('/v1/organizations/{organizationId}/sandbox/{provider}/levers', {
      params: { path: { organizationId: id, provider } },
      body,
    });
    onDone(pulled[body.lever](data?.affected ?? 0));
    await askAgain();
  });
};
