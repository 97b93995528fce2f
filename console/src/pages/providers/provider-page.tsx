import { Anchor, Stack, Tabs } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import { useMay, useOrganization } from '../../api/organization.js';
import { type Integration, type Provider, useProviders } from '../../connecting/providers.js';
import { Answer, Empty, Page } from '../../ui/index.js';
import { Accounts } from './accounts.js';
import { Connect } from './connect/connect.js';
import { Outcome } from './connect/outcome.js';
import { SetUp } from './set-up/set-up.js';
import { useIntegration } from './use-integration.js';
import { kindsOf } from './words.js';

export const ProviderPage = ({ providerKey }: { readonly providerKey: string }) => {
  const { id } = useOrganization();
  const { answer, integration } = useIntegration(providerKey);
  const isDone = useSearchParams()[0].get('status') === 'connected';
  return (
    <Stack gap="xs">
      <Anchor component={Link} to={`/o/${id}/providers`} size="sm" underline="always" w="fit-content">
        All providers
      </Anchor>
      <Answer of={useProviders()}>
        {({ data }) => {
          const provider = data.find(({ key }) => key === providerKey);
          if (provider === undefined) return <Unknown />;
          const sections = () => <Sections provider={provider} integration={integration} />;
          return (
            <Page title={provider.name} description={`${kindsOf(provider)} · ${provider.vendor}`}>
              <Outcome provider={provider} />
              {!isDone && <Answer of={answer}>{sections}</Answer>}
              <Accounts provider={provider} />
            </Page>
          );
        }}
      </Answer>
    </Stack>
  );
};

interface SectionsProps {
  readonly provider: Provider;
  readonly integration: Integration | undefined;
}

const Sections = (props: SectionsProps) => {
  const [query, setQuery] = useSearchParams();
  const mayConnect = useMay('member');
  const tab = !mayConnect || query.get('tab') === 'setup' ? 'setup' : 'connect';
  const show = (next: string) => {
    setQuery(next === 'setup' ? { tab: next } : {}, { replace: true });
  };
  return (
    <Tabs
      value={tab}
      onChange={next => {
        show(next ?? 'connect');
      }}
      keepMounted={false}
    >
      <Tabs.List mb="md">
        {mayConnect && <Tabs.Tab value="connect">Connect</Tabs.Tab>}
        <Tabs.Tab value="setup">Set up</Tabs.Tab>
      </Tabs.List>
      {mayConnect && (
        <Tabs.Panel value="connect">
          <Connect
            {...props}
            onSetUp={() => {
              show('setup');
            }}
          />
        </Tabs.Panel>
      )}
      <Tabs.Panel value="setup">
        <SetUp
          {...props}
          onReady={() => {
            show('connect');
          }}
        />
      </Tabs.Panel>
    </Tabs>
  );
};

const Unknown = () => {
  const { id } = useOrganization();
  return (
    <Empty
      title="No such provider"
      action={
        <Anchor component={Link} to={`/o/${id}/providers`} underline="always">
          Look at all providers
        </Anchor>
      }
    >
      The address names a provider that this hub does not have.
    </Empty>
  );
};
