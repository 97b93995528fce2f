import { Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useOrganization } from '../../api/organization.js';
import { ProviderMark } from '../../connecting/provider-mark.js';
import { accountOf, type Connection, useProviderName } from '../../connecting/providers.js';
import { Status, When } from '../../ui/index.js';

/** One connection on one line; on two where there is little room. */
export const ConnectionRow = ({ connection }: { readonly connection: Connection }) => {
  const { id } = useOrganization();
  const provider = useProviderName()(connection.provider);
  const { trouble } = connection;
  const isFailing = connection.status === 'active' && trouble !== null;
  return (
    <Link className="row" to={`/o/${id}/connections/${connection.id}`}>
      <ProviderMark name={provider} />
      <Stack gap={0} style={{ flexGrow: 1 }}>
        <Text fw={500} truncate>
          {accountOf(connection)}
        </Text>
        <Text size="sm" c="dimmed">
          {provider} · {connection.status === 'disconnected' ? 'ended' : 'used'}{' '}
          <When at={connection.disconnectedAt ?? connection.lastUsedAt} />
        </Text>
        {trouble !== null && <Text size="sm">{trouble.text}</Text>}
      </Stack>
      <Status
        of={isFailing ? 'Needs a look' : connection.status}
        {...(isFailing ? { tone: 'warning' } : {})}
      />
    </Link>
  );
};
