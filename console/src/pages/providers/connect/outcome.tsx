import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import { api } from '../../../api/client.js';
import { useOrganization } from '../../../api/organization.js';
import { accountOf, type Provider } from '../../../connecting/providers.js';

/** How it went, after the browser came back; the address says so. */
export const Outcome = ({ provider }: { readonly provider: Provider }) => {
  const [query] = useSearchParams();
  const status = query.get('status');
  const connectionId = query.get('connectionId');
  if (status === 'connected' && connectionId !== null) {
    return <Connected provider={provider} connectionId={connectionId} />;
  }
  if (status !== 'refused') return null;
  return (
    <Alert color="orange" role="alert" title="Not connected">
      You did not agree, or {provider.vendor} could not complete it. Nothing was kept. You can try again
      below.
    </Alert>
  );
};

interface ConnectedProps {
  readonly provider: Provider;
  readonly connectionId: string;
}

const Connected = ({ provider, connectionId }: ConnectedProps) => {
  const { id } = useOrganization();
  const { data } = api.useQuery('get', '/v1/organizations/{organizationId}/connections/{id}', {
    params: { path: { organizationId: id, id: connectionId } },
  });
  const missing = data?.missing ?? [];
  return (
    <Alert color="teal" role="status" title={`${provider.name} is connected`}>
      <Stack gap="sm">
        {data && <Text size="sm">The account is {accountOf(data)}.</Text>}
        {missing.length > 0 && (
          <Text size="sm">
            Left out: {missing.map(({ reason }) => reason).join(' ')} What needs that does not work; the rest
            does.
          </Text>
        )}
        <Text size="sm">
          Nothing is synchronized yet. A sync says which {containerOf(provider)} and in which direction.
        </Text>
        <Group>
          <Button component={Link} to={`/o/${id}/syncs/new?connectionId=${connectionId}`}>
            Create a sync
          </Button>
          <Anchor component={Link} to={`/o/${id}/connections/${connectionId}`} underline="always">
            Look at the connection
          </Anchor>
          <Anchor component={Link} to={`/o/${id}/providers/${provider.key}`} underline="always">
            Connect another account
          </Anchor>
        </Group>
      </Stack>
    </Alert>
  );
};

const containerOf = ({ models }: Provider): string => models[0]?.containerName ?? 'container';
