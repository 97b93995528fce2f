import { Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { useMay, useOrganization } from '../../api/organization.js';
import { ProviderMark } from '../../connecting/provider-mark.js';
import type { Provider } from '../../connecting/providers.js';
import { kindsOf, waysInOf } from './words.js';

export interface ProviderCardProps {
  readonly provider: Provider;
  readonly connected: number;
}

export const ProviderCard = ({ provider, connected }: ProviderCardProps) => (
  <Paper withBorder p="md" component="article" h="100%">
    <Stack gap="sm" h="100%" justify="space-between">
      <Group wrap="nowrap" align="flex-start">
        <ProviderMark name={provider.name} size={44} />
        <Stack gap={2} miw={0}>
          <Title order={3}>{provider.name}</Title>
          <Text size="sm">{kindsOf(provider)}</Text>
          <Text size="sm" c="dimmed">
            {waysInOf(provider)}
          </Text>
        </Stack>
      </Group>
      <Footer provider={provider} connected={connected} />
    </Stack>
  </Paper>
);

const Footer = ({ provider, connected }: ProviderCardProps) => {
  const { id } = useOrganization();
  const mayConnect = useMay('member');
  const to = `/o/${id}/providers/${provider.key}`;
  return (
    <Group justify="space-between">
      <Group gap="xs">
        {mayConnect && (
          <Button component={Link} to={to} size="xs" aria-label={`Connect ${provider.name}`}>
            Connect
          </Button>
        )}
        <Button
          component={Link}
          to={`${to}?tab=setup`}
          size="xs"
          variant="default"
          aria-label={`Set up ${provider.name}`}
        >
          {mayConnect ? 'Set up' : 'Details'}
        </Button>
      </Group>
      {connected > 0 && (
        <Badge variant="dot" color="teal" tt="none" fw={500}>
          {connected} connected
        </Badge>
      )}
    </Group>
  );
};
