import { Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { accountOf, type Provider } from '../../connecting/providers.js';
import { Status, When } from '../../ui/index.js';

/** Who is connected already. */
export const Accounts = ({ provider }: { readonly provider: Provider }) => {
  const { id } = useOrganization();
  const { data } = api.useQuery('get', '/v1/organizations/{organizationId}/connections', {
    params: { path: { organizationId: id }, query: { limit: 200 } },
  });
  const own = (data?.data ?? []).filter(of => of.provider === provider.key && of.status !== 'disconnected');
  if (own.length === 0) return null;
  return (
    <Stack gap={4} component="section">
      <Title order={2}>Connected accounts</Title>
      {own.map(connection => (
        <Link className="row" key={connection.id} to={`/o/${id}/connections/${connection.id}`}>
          <Stack gap={0} flex={1}>
            <Text>{accountOf(connection)}</Text>
            <When at={connection.lastUsedAt} never="not used yet" size="sm" c="dimmed" />
          </Stack>
          <Status of={connection.status} />
        </Link>
      ))}
    </Stack>
  );
};
