import { SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { type Provider, useProviders } from '../../connecting/providers.js';
import { Answer, Empty, Page } from '../../ui/index.js';
import { ProviderCard } from './provider-card.js';
import { kindsOf } from './words.js';

const mostCounted = 200;

/** How many accounts are connected, by provider; the first 200 are counted. */
const useCounts = (): ReadonlyMap<string, number> => {
  const { id } = useOrganization();
  const { data } = api.useQuery('get', '/v1/organizations/{organizationId}/connections', {
    params: { path: { organizationId: id }, query: { limit: mostCounted } },
  });
  const inUse = (data?.data ?? []).filter(({ status }) => status !== 'disconnected');
  return new Map(
    Object.entries(Object.groupBy(inUse, of => of.provider)).map(([key, of]) => [key, of?.length ?? 0]),
  );
};

const fits = (provider: Provider, words: string): boolean =>
  `${provider.name} ${provider.vendor} ${provider.category} ${kindsOf(provider)}`
    .toLowerCase()
    .includes(words.trim().toLowerCase());

export const Gallery = () => {
  const [words, setWords] = useState('');
  const counts = useCounts();
  return (
    <Page
      title="Providers"
      description="Where accounts can be connected. Nothing is shared before somebody agrees."
    >
      <TextInput
        type="search"
        label="Search"
        placeholder="calendar, tasks, Google …"
        maw={360}
        value={words}
        onChange={event => {
          setWords(event.currentTarget.value);
        }}
      />
      <Answer of={useProviders()}>
        {({ data }) => <Cards providers={data.filter(provider => fits(provider, words))} counts={counts} />}
      </Answer>
    </Page>
  );
};

interface CardsProps {
  readonly providers: readonly Provider[];
  readonly counts: ReadonlyMap<string, number>;
}

const Cards = ({ providers, counts }: CardsProps) => {
  const simulated = providers.filter(({ sandbox }) => sandbox);
  const real = providers.filter(({ sandbox }) => !sandbox);
  return (
    <>
      <Text size="sm" c="dimmed" role="status">
        {providers.length === 1 ? '1 provider' : `${providers.length} providers`}
      </Text>
      {providers.length === 0 && (
        <Empty title="No provider fits">
          Search for a vendor’s name or for a kind of data, such as “tasks”. An operator can add providers;
          the guide “Writing a provider” says how.
        </Empty>
      )}
      {simulated.length > 0 && (
        <Shelf title="To try: simulated vendors" providers={simulated} counts={counts}>
          They run inside this hub, with sign-in pages of their own. No account anywhere is needed.
        </Shelf>
      )}
      {real.length > 0 && <Shelf title="Vendors" providers={real} counts={counts} />}
    </>
  );
};

type ShelfProps = CardsProps & { readonly title: string; readonly children?: string };

const Shelf = ({ title, providers, counts, children }: ShelfProps) => (
  <Stack component="section" gap="sm" aria-label={title}>
    <Title order={2}>{title}</Title>
    {children !== undefined && <Text size="sm">{children}</Text>}
    <SimpleGrid cols={{ base: 1, sm: 2, xl: 3 }}>
      {providers.map(provider => (
        <ProviderCard key={provider.key} provider={provider} connected={counts.get(provider.key) ?? 0} />
      ))}
    </SimpleGrid>
  </Stack>
);
