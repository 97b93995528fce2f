import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { api } from '../../../api/client.js';
import { useOrganization } from '../../../api/organization.js';
import type { Provider } from '../../../connecting/providers.js';
import { Secret, When } from '../../../ui/index.js';
import type { ConnectSession } from './use-connect-session.js';

export interface LinkMadeProps {
  readonly session: ConnectSession;
  readonly provider: Provider;
  readonly onAgain: () => void;
}

const askEveryMs = 3_000;

/** The link, and what becomes of it; the page can be left. */
export const LinkMade = ({ session, provider, onAgain }: LinkMadeProps) => {
  const { id } = useOrganization();
  const { data = session } = api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/connect-sessions/{id}',
    { params: { path: { organizationId: id, id: session.id } } },
    { refetchInterval: ({ state }) => ((state.data ?? session).status === 'open' ? askEveryMs : false) },
  );
  return (
    <Stack>
      <Secret title="Send this link to the person" value={session.url ?? ''}>
        {`It connects one account at ${provider.vendor}, once. Whoever has it can use it, so send it to nobody else. It is shown this once.`}
      </Secret>
      <div role="status">
        <Progress session={data} />
      </div>
      <Group>
        <Button variant="default" onClick={onAgain}>
          Make another link
        </Button>
        {data.connectionId !== null && (
          <Anchor component={Link} to={`/o/${id}/connections/${data.connectionId}`} underline="always">
            Look at the connection
          </Anchor>
        )}
      </Group>
    </Stack>
  );
};

const Progress = ({ session: { status, expiresAt } }: { readonly session: ConnectSession }) => {
  if (status === 'completed')
    return (
      <Alert color="teal" title="Connected">
        The person has agreed and signed in.
      </Alert>
    );
  if (status === 'expired')
    return (
      <Alert color="orange" title="Expired">
        Nobody used the link in time. Make another.
      </Alert>
    );
  return (
    <Text size="sm">
      Waiting for the person. The link ends <When at={expiresAt} />. You can leave this page.
    </Text>
  );
};
