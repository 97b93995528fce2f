import { Alert, Button, Group, Stack, Switch, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/client.js';
import { useMay, useOrganization } from '../../../api/organization.js';
import type { Integration, Provider } from '../../../connecting/providers.js';
import { complain, Facts, Status, When } from '../../../ui/index.js';
import { SectionTitle } from './section-title.js';
import { SelfCheck } from './self-check.js';

const clientWords: Readonly<Record<Integration['client'], string>> = {
  own: 'Your own',
  shared: 'The operator’s, shared',
  missing: 'None yet',
  not_needed: 'None needed',
};

export interface IntegrationPanelProps {
  readonly provider: Provider;
  readonly integration: Integration;
  readonly onReady: () => void;
}

/** Where the set-up stands. */
export const IntegrationPanel = ({ provider, integration, onReady }: IntegrationPanelProps) => {
  const isReady = integration.enabled && integration.client !== 'missing';
  const mayConnect = useMay('member');
  return (
    <Stack component="section">
      <SectionTitle>How it stands</SectionTitle>
      <Facts rows={factsOf(integration)} />
      {integration.client === 'missing' && (
        <Alert color="orange" title={`No app at ${provider.vendor} yet`}>
          <Text size="sm">
            The operator of this installation shares none. Register your own as the steps below say, then
            enter its client id and secret.
          </Text>
        </Alert>
      )}
      <Group>
        {isReady && mayConnect && <Button onClick={onReady}>Connect an account</Button>}
        <OnOff integration={integration} />
      </Group>
      <SelfCheck integration={integration} />
    </Stack>
  );
};

const factsOf = (integration: Integration) => {
  const isReady = integration.enabled && integration.client !== 'missing';
  const state = integration.enabled ? 'Not ready' : 'Turned off';
  return [
    ['State', <Status key="state" of={isReady ? 'Ready' : state} tone={isReady ? 'good' : 'warning'} />],
    ['OAuth client', clientWords[integration.client]],
    ['Client id', integration.clientId],
    ['Webhook secret', integration.hasWebhookSecret ? 'Stored' : 'None'],
    ['Changed', <When key="changed" at={integration.updatedAt} />],
  ] as const;
};

const OnOff = ({ integration }: Pick<IntegrationPanelProps, 'integration'>) => {
  const { id } = useOrganization();
  const queries = useQueryClient();
  const maySetUp = useMay('admin');
  const change = api.useMutation('patch', '/v1/organizations/{organizationId}/integrations/{id}', {
    onError: complain,
    onSettled: () =>
      queries.invalidateQueries({ queryKey: ['get', '/v1/organizations/{organizationId}/integrations'] }),
  });
  if (!maySetUp) return null;
  return (
    <Switch
      label="People can connect accounts"
      checked={integration.enabled}
      disabled={change.isPending}
      onChange={event => {
        const path = { organizationId: id, id: integration.id };
        change.mutate({ params: { path }, body: { enabled: event.currentTarget.checked } });
      }}
    />
  );
};
