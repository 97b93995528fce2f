import { Box, Button, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { api, client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { ask, byPage, complain, Rows, say, Status, useDeed, When } from '../../ui/index.js';

type Invitation = Schemas['Invitation'];
const path = '/v1/organizations/{organizationId}/invitations';

export const Invitations = () => {
  const { id: organizationId } = useOrganization();
  const invitations = api.useInfiniteQuery('get', path, { params: { path: { organizationId } } }, byPage);
  return (
    <Rows
      label="Invitations"
      of={invitations}
      keyOf={({ id }) => id}
      row={invitation => <InvitationRow invitation={invitation} />}
      empty={<Text c="dimmed">Nobody was invited yet. An invitation works for seven days.</Text>}
    />
  );
};

const stateOf = ({
  acceptedAt,
  revokedAt,
  expiresAt,
}: Invitation): 'accepted' | 'withdrawn' | 'expired' | 'open' => {
  if (acceptedAt !== null) return 'accepted';
  if (revokedAt !== null) return 'withdrawn';
  return new Date(expiresAt) < new Date() ? 'expired' : 'open';
};

const InvitationRow = ({ invitation }: { readonly invitation: Invitation }) => {
  const state = stateOf(invitation);
  return (
    <Box className="row" style={{ flexWrap: 'wrap' }}>
      <Box flex={1} miw={180}>
        <Text fw={500}>{invitation.email}</Text>
        <Text size="sm" c="dimmed">
          As {invitation.role} · made <When at={invitation.createdAt} />
          {state === 'open' && (
            <>
              {' '}
              · ends <When at={invitation.expiresAt} />
            </>
          )}
        </Text>
      </Box>
      <Status of={state} tone={state === 'open' ? 'busy' : 'quiet'} />
      {state === 'open' && <Withdraw invitation={invitation} />}
    </Box>
  );
};

const Withdraw = ({ invitation }: { readonly invitation: Invitation }) => {
  const { id: organizationId } = useOrganization();
  const queries = useQueryClient();
  const end = async (): Promise<void> => {
    const isMeant = await ask({
      title: 'Withdraw the invitation?',
      text: `The link for ${invitation.email} stops working. You can make another one at any time.`,
      yes: 'Withdraw it',
      isDangerous: true,
    });
    if (!isMeant) return;
    await client.DELETE(`${path}/{id}`, { params: { path: { organizationId, id: invitation.id } } });
    await queries.invalidateQueries({ queryKey: ['get', path] });
    say('The invitation is withdrawn.');
  };
  const withdraw = useDeed(() => end().catch(complain));
  return (
    <Button
      size="xs"
      variant="default"
      loading={withdraw.isBusy}
      onClick={withdraw.run}
      aria-label={`Withdraw the invitation of ${invitation.email}`}
    >
      Withdraw
    </Button>
  );
};
