import { Button, Stack, Text } from '@mantine/core';
import { useMay } from '../../../api/organization.js';
import type { Integration, Provider } from '../../../connecting/providers.js';
import { PageLink } from '../../../known/index.js';
import { Empty, ProblemAlert, useDeed } from '../../../ui/index.js';
import { useMakeIntegration } from '../use-integration.js';
import { AtVendor } from './at-vendor.js';
import { ClientForm } from './client-form.js';
import { IntegrationPanel } from './integration-panel.js';
import { Scopes } from './scopes.js';

export interface SetUpProps {
  readonly provider: Provider;
  readonly integration: Integration | undefined;
  /** Accounts can be connected now. */
  readonly onReady: () => void;
}

/** What is done once, before accounts can be connected. */
export const SetUp = ({ provider, integration, onReady }: SetUpProps) => {
  const maySetUp = useMay('admin');
  const needsClient = provider.methods.includes('oauth') && !provider.sandbox;
  return (
    <Stack gap="xl" maw={760}>
      {integration === undefined ? (
        <Begin provider={provider} onReady={onReady} />
      ) : (
        <IntegrationPanel provider={provider} integration={integration} onReady={onReady} />
      )}
      {provider.sandbox ? <Simulated /> : <AtVendor provider={provider} />}
      {needsClient && maySetUp && integration && (
        <ClientForm provider={provider} integration={integration} key={integration.updatedAt} />
      )}
      <Scopes provider={provider} />
    </Stack>
  );
};

const Simulated = () => (
  <Text>
    A simulated vendor: there is nothing to register anywhere. Work it on the{' '}
    <PageLink to="sandbox">sandbox page</PageLink>.
  </Text>
);

const Begin = ({ provider, onReady }: Pick<SetUpProps, 'provider' | 'onReady'>) => {
  const make = useMakeIntegration();
  const maySetUp = useMay('admin');
  const { run, error, isBusy } = useDeed(async () => {
    const { client } = await make(provider);
    if (client !== 'missing') onReady();
  });
  return (
    <Stack>
      {error !== null && <ProblemAlert error={error} />}
      <Empty
        title="This organization does not use it yet"
        action={
          maySetUp ? (
            <Button loading={isBusy} onClick={run}>
              Use {provider.name}
            </Button>
          ) : (
            <Text>An owner or an admin can begin.</Text>
          )
        }
      >
        {provider.methods.includes('oauth')
          ? `If the operator of this installation shares an app at ${provider.vendor}, that is all. Otherwise the next step says how to register your own.`
          : `There is nothing to register at ${provider.vendor}: people connect with ${provider.auth === 'basic' ? 'an app password' : 'an API key'}.`}
      </Empty>
    </Stack>
  );
};
