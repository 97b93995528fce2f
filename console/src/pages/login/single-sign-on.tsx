import { Button, Divider, Stack, Text } from '@mantine/core';
import { api } from '../../api/client.js';
import { problemOf } from '../../api/problem.js';
import { ProblemAlert, useDeed } from '../../ui/index.js';

const rememberedAs = 'causeway.sign-on';

/** The hub answers with the way to the identity provider, or says that the organization has none. */
const begin = async (organizationId: string): Promise<void> => {
  const address = `/auth/sso/${organizationId}`;
  const answer = await fetch(address, { redirect: 'manual' });
  if (answer.type !== 'opaqueredirect') throw problemOf(await answer.json().catch(() => null));
  localStorage.setItem(rememberedAs, organizationId);
  window.location.assign(address);
};

/** Offered when the organization is known: by the address that was asked for, or from the last time. */
export const SingleSignOn = ({ organizationId }: { readonly organizationId: string | null }) => {
  const known = organizationId ?? localStorage.getItem(rememberedAs);
  const offer = api.useQuery(
    'get',
    '/auth/sso/{id}/offer',
    { params: { path: { id: known ?? '' } } },
    { enabled: known !== null, staleTime: 60_000 },
  );
  const go = useDeed(begin);
  // Without an answer it may be there all the same, and may be the only way in.
  const isOffered = offer.data?.isOffered ?? offer.isError;
  if (known === null || !isOffered) return null;
  return (
    <Stack>
      <Divider label={<Text size="sm">or</Text>} />
      {go.error !== null && <ProblemAlert error={go.error} />}
      <Button variant="default" fullWidth loading={go.isBusy} onClick={() => go.run(known)}>
        Use your organization’s single sign-on
      </Button>
    </Stack>
  );
};
