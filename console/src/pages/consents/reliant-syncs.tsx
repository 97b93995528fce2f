import { List, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { useOrganization } from '../../api/organization.js';
import type { Consent } from '../../connecting/providers.js';
import { useReliantSyncs } from './use-reliant-syncs.js';

/** What stops when the consent is withdrawn. */
export const ReliantSyncs = ({ consent }: { readonly consent: Consent }) => {
  const { id } = useOrganization();
  const syncs = useReliantSyncs(consent);
  return (
    <Stack gap={4} component="section">
      <Title order={3}>Syncs that stand on it</Title>
      {syncs.length === 0 && <Text size="sm">None.</Text>}
      <List size="sm">
        {syncs.map(sync => (
          <List.Item key={sync.id}>
            <Link to={`/o/${id}/syncs/${sync.id}`} style={{ color: 'var(--mantine-color-anchor)' }}>
              {sync.name}
            </Link>
          </List.Item>
        ))}
      </List>
    </Stack>
  );
};
