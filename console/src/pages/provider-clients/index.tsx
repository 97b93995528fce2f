import { Box, Group, Text, Title } from '@mantine/core';
import { api } from '../../api/client.js';
import { Answer, Page, Status, When } from '../../ui/index.js';
import { ClientButtons } from './client-buttons.js';
import type { Provider, ProviderClient } from './provider.js';

/** The apps at vendors that all organizations without an app of their own share. */
export const Component = () => {
  const providers = api.useQuery('get', '/v1/providers', {}, { staleTime: Infinity });
  const clients = api.useQuery('get', '/admin/v1/provider-clients');
  return (
    <Page
      title="Providers"
      description="With a shared app at a vendor, organizations connect accounts there without registering one of their own. An organization’s own app goes before the shared one."
    >
      <Answer of={providers}>
        {({ data }) => (
          <Answer of={clients}>{stored => <Lists providers={data} clients={stored.data} />}</Answer>
        )}
      </Answer>
    </Page>
  );
};

interface ListsProps {
  readonly providers: readonly Provider[];
  readonly clients: readonly ProviderClient[];
}

const Lists = ({ providers, clients }: ListsProps) => {
  const withApp = providers.filter(({ auth }) => auth === 'oauth2');
  const others = providers.filter(({ auth }) => auth !== 'oauth2');
  return (
    <>
      <Box component="ul" p={0} m={0} style={{ listStyle: 'none' }} aria-label="Providers with an app">
        {withApp.map(provider => (
          <ProviderRow
            key={provider.key}
            provider={provider}
            client={clients.find(client => client.provider === provider.key) ?? null}
          />
        ))}
      </Box>
      {others.length > 0 && (
        <Box>
          <Title order={2}>Without an app</Title>
          <Text c="dimmed">
            People enter a password or key of theirs: {others.map(({ name }) => name).join(', ')}. Nothing is
            to be set up here.
          </Text>
        </Box>
      )}
    </>
  );
};

interface ProviderRowProps {
  readonly provider: Provider;
  readonly client: ProviderClient | null;
}

const ProviderRow = ({ provider, client }: ProviderRowProps) => (
  <Box component="li" className="row" style={{ flexWrap: 'wrap' }}>
    <Box flex={1} miw={220}>
      <Group gap="xs">
        <Title order={2} size="h3">
          {provider.name}
        </Title>
        <Status of={client ? 'Shared app' : 'No shared app'} tone={client ? 'good' : 'quiet'} />
      </Group>
      <Text size="sm" c="dimmed">
        {client === null ? `At ${provider.vendor}` : <ClientFacts client={client} />}
      </Text>
    </Box>
    <ClientButtons provider={provider} client={client} />
  </Box>
);

const ClientFacts = ({ client }: { readonly client: ProviderClient }) => (
  <>
    Client {client.clientId}
    {client.app === null ? '' : ` · app ${client.app.slug}`}
    {client.hasWebhookSecret ? ' · with webhook secret' : ''} · set <When at={client.updatedAt} />
  </>
);
