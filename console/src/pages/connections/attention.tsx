import { Paper, Stack, Text, Title } from '@mantine/core';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { Awaited } from '../../ui/index.js';
import { ConnectionRow } from './connection-row.js';

const mostShown = 50;

/** What does not work until somebody signs in again, before everything else. */
export const Attention = () => {
  const { id } = useOrganization();
  const { data, isPending } = api.useQuery('get', '/v1/organizations/{organizationId}/connections', {
    params: { path: { organizationId: id }, query: { status: 'needs_reauth', limit: mostShown } },
  });
  if (isPending) return <Awaited />;
  const waiting = data?.data ?? [];
  if (waiting.length === 0) return null;
  return (
    <Stack component="section" gap="xs">
      <Title order={2}>Somebody has to sign in again</Title>
      <Text size="sm" c="dimmed">
        Nothing of these is synchronized until then; nothing is lost either.
      </Text>
      <Paper withBorder>
        {waiting.map(connection => (
          <ConnectionRow key={connection.id} connection={connection} />
        ))}
      </Paper>
      {data?.nextCursor !== null && <Text size="sm">These are the first {mostShown}.</Text>}
    </Stack>
  );
};
