import { Anchor, Stack } from '@mantine/core';
import { Link, useParams } from 'react-router';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { accountOf, type Connection, useProviders } from '../../connecting/providers.js';
import { Answer, Page } from '../../ui/index.js';
import { Actions } from './actions/actions.js';
import { Buttons } from './buttons.js';
import { Consents } from './consents.js';
import { Containers } from './containers.js';
import { Health } from './health.js';
import { Permissions } from './permissions.js';
import { Subscriptions } from './subscriptions.js';
import { Syncs } from './syncs.js';

export const Component = () => {
  const { id: organizationId } = useOrganization();
  const { connectionId = '' } = useParams();
  const path = { organizationId, id: connectionId };
  const answer = api.useQuery('get', '/v1/organizations/{organizationId}/connections/{id}', {
    params: { path },
  });
  return (
    <Stack gap="xs">
      <Anchor
        component={Link}
        to={`/o/${organizationId}/connections`}
        size="sm"
        underline="always"
        w="fit-content"
      >
        All connections
      </Anchor>
      <Answer of={answer}>{connection => <Whole connection={connection} key={connection.id} />}</Answer>
    </Stack>
  );
};

const Whole = ({ connection }: { readonly connection: Connection }) => {
  const { data } = useProviders();
  const provider = data?.data.find(({ key }) => key === connection.provider);
  const isOpen = connection.status !== 'disconnected';
  return (
    <Page
      title={accountOf(connection)}
      description={provider?.name ?? connection.provider}
      actions={<Buttons connection={connection} vendor={provider?.vendor ?? connection.provider} />}
    >
      <Stack gap="xl" maw={980}>
        <Health connection={connection} />
        {isOpen && provider && <Containers connection={connection} provider={provider} />}
        <Syncs connection={connection} />
        {provider && <Permissions connection={connection} provider={provider} />}
        <Consents connection={connection} />
        <Subscriptions connection={connection} />
        {isOpen && <Actions connection={connection} />}
      </Stack>
    </Page>
  );
};
