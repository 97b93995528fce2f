import { Alert, Code, Stack, Title } from '@mantine/core';
import { useParams } from 'react-router';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { Answer, Facts, Page, Status, When } from '../../ui/index.js';
import { healthOf } from '../endpoints/health.js';
import { Deliveries } from './deliveries.js';
import { EndpointActions } from './endpoint-actions.js';

export const Component = () => {
  const { endpointId = '' } = useParams();
  const { id: organizationId } = useOrganization();
  const endpoint = api.useQuery('get', '/v1/organizations/{organizationId}/endpoints/{id}', {
    params: { path: { organizationId, id: endpointId } },
  });
  const found = endpoint.data;
  return (
    <Page
      title={found ? found.description || 'Endpoint' : 'Endpoint'}
      {...(found ? { description: found.url } : {})}
      actions={found && <EndpointActions endpoint={found} />}
    >
      <Answer of={endpoint} lines={6}>
        {one => (
          <Stack gap="lg">
            <Trouble endpoint={one} />
            <EndpointFacts endpoint={one} />
            <Stack gap="xs" component="section">
              <Title order={2}>Deliveries</Title>
              <Deliveries endpointId={one.id} />
            </Stack>
          </Stack>
        )}
      </Answer>
    </Page>
  );
};

const Trouble = ({ endpoint }: { readonly endpoint: Schemas['Endpoint'] }) => {
  if (endpoint.disabledReason === 'gone') {
    return (
      <Alert color="red" title="It answered 410: gone">
        So nothing is sent any more. If it is back, switch it on; then send again what failed.
      </Alert>
    );
  }
  if (endpoint.disabledReason === 'failing') {
    return (
      <Alert color="red" title="It took nothing for five days">
        So it was switched off. Repair the server, switch it on, then send again what failed since{' '}
        <When at={endpoint.failingSince} />.
      </Alert>
    );
  }
  if (endpoint.failingSince === null || !endpoint.enabled) return null;
  return (
    <Alert color="orange" title="It is failing">
      Nothing was taken since <When at={endpoint.failingSince} />. Each delivery is tried ten times over three
      days. Look at an attempt below to see what the server answered.
    </Alert>
  );
};

const EndpointFacts = ({ endpoint }: { readonly endpoint: Schemas['Endpoint'] }) => {
  const health = healthOf(endpoint);
  const { filters, throttlePerSecond, headerNames, publicKeys } = endpoint;
  return (
    <Facts
      rows={[
        ['State', <Status key="state" of={health.words} tone={health.tone} />],
        ['Hears of', endpoint.eventTypes.includes('*') ? 'Everything' : endpoint.eventTypes.join(', ')],
        [
          'Only with',
          filters.length === 0
            ? 'No conditions'
            : filters.map(({ path, equals }) => `${path} = ${String(equals)}`).join(' and '),
        ],
        [
          'Speed',
          throttlePerSecond === null ? 'As fast as it answers' : `At most ${throttlePerSecond} a second`,
        ],
        [
          'At a time',
          endpoint.concurrency === 1 ? 'One, strictly in order' : `Up to ${endpoint.concurrency}`,
        ],
        ['Extra headers', headerNames.length === 0 ? 'None' : headerNames.join(', ')],
        [
          'Signature',
          publicKeys.length === 0 ? 'Shared secret (v1)' : 'Shared secret (v1) and public key (v1a)',
        ],
        [
          'Public key',
          publicKeys.length === 0 ? 'None' : publicKeys.map(key => <Code key={key}>{key}</Code>),
        ],
        ['Since', <When key="since" at={endpoint.createdAt} />],
      ]}
    />
  );
};
