import { Button, Group, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import type { Connection } from '../../connecting/providers.js';
import { complain, say, Status, When } from '../../ui/index.js';
import { Section } from './section.js';

type Subscription = Schemas['Subscription'];
const listPath = '/v1/organizations/{organizationId}/subscriptions';

/** What the vendor was asked to push, so that changes arrive at once. */
export const Subscriptions = ({ connection }: { readonly connection: Connection }) => {
  const { id } = useOrganization();
  const { data } = api.useQuery('get', listPath, {
    params: { path: { organizationId: id }, query: { connectionId: connection.id, limit: 100 } },
  });
  const all = data?.data ?? [];
  if (all.length === 0) return null;
  return (
    <Section
      title="Webhook subscriptions"
      hint="The vendor tells the hub of changes at once. They are renewed by themselves before they end."
    >
      {all.map(subscription => (
        <Line key={subscription.id} subscription={subscription} />
      ))}
    </Section>
  );
};

const Line = ({ subscription }: { readonly subscription: Subscription }) => {
  const { containerId, status, expiresAt, lastError, attempts, nextAttemptAt } = subscription;
  return (
    <Group className="row" justify="space-between">
      <Stack gap={0} style={{ flex: '1 1 12rem' }}>
        <Text>{containerId}</Text>
        <Text size="sm" c="dimmed">
          {expiresAt === null ? 'Does not end' : 'Ends '}
          {expiresAt !== null && <When at={expiresAt} />}
        </Text>
        {lastError !== null && (
          <Text size="sm">
            {lastError} ({attempts} tries, the next <When at={nextAttemptAt} never="is not planned" />)
          </Text>
        )}
      </Stack>
      <Status of={status} />
      <Renew subscription={subscription} />
    </Group>
  );
};

const Renew = ({ subscription }: { readonly subscription: Subscription }) => {
  const { id } = useOrganization();
  const mayRenew = useMay('admin');
  const queries = useQueryClient();
  const renew = api.useMutation('post', '/v1/organizations/{organizationId}/subscriptions/{id}/renew', {
    onError: complain,
    onSuccess: async () => {
      say('Renewed.');
      await queries.invalidateQueries({ queryKey: ['get', listPath] });
    },
  });
  if (!mayRenew || subscription.status === 'removing') return null;
  return (
    <Button
      size="xs"
      variant="default"
      loading={renew.isPending}
      aria-label={`Renew the subscription of ${subscription.containerId}`}
      onClick={() => {
        renew.mutate({ params: { path: { organizationId: id, id: subscription.id } } });
      }}
    >
      Renew
    </Button>
  );
};
