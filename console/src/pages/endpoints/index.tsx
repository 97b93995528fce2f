import { Button, Group, Loader, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { useTo } from '../../known/index.js';
import { Empty, Page, Rows, Status, When } from '../../ui/index.js';
import { CreateEndpoint } from './create-endpoint.js';
import { healthOf } from './health.js';
import { PortalSession } from './portal-session.js';

const useEndpoints = () => {
  const { id: organizationId } = useOrganization();
  return api.useInfiniteQuery(
    'get',
    '/v1/organizations/{organizationId}/endpoints',
    { params: { path: { organizationId }, query: { limit: 100 } } },
    {
      pageParamName: 'cursor',
      initialPageParam: undefined,
      getNextPageParam: (last: Schemas['EndpointList']) => last.nextCursor ?? undefined,
    },
  );
};

export const Component = () => {
  const [isCreating, creating] = useDisclosure();
  const [isInviting, inviting] = useDisclosure();
  const mayChange = useMay('admin');
  const endpoints = useEndpoints();
  const create = mayChange && <Button onClick={creating.open}>Add an endpoint</Button>;
  return (
    <Page
      title="Webhooks sent"
      description="Addresses of your own servers that are told what happens here, signed and tried again until they answer."
      actions={
        mayChange && (
          <>
            <Button variant="default" onClick={inviting.open}>
              Let a customer manage them
            </Button>
            {create}
          </>
        )
      }
    >
      <Rows
        label="Endpoints"
        of={endpoints}
        keyOf={({ id }) => id}
        height={66}
        row={endpoint => <EndpointRow endpoint={endpoint} />}
        empty={endpoints.isPending ? <Loader aria-label="Loading" /> : <NoEndpoints action={create} />}
      />
      <Dialogs
        creating={{ isOpen: isCreating, close: creating.close }}
        inviting={{ isOpen: isInviting, close: inviting.close }}
      />
    </Page>
  );
};

interface Dialog {
  readonly isOpen: boolean;
  readonly close: () => void;
}

const Dialogs = ({ creating, inviting }: { readonly creating: Dialog; readonly inviting: Dialog }) => (
  <>
    <Modal
      opened={creating.isOpen}
      onClose={creating.close}
      title="Add an endpoint"
      size="lg"
      closeOnClickOutside={false}
    >
      <CreateEndpoint onClose={creating.close} />
    </Modal>
    <Modal
      opened={inviting.isOpen}
      onClose={inviting.close}
      title="Let a customer manage endpoints"
      closeOnClickOutside={false}
    >
      <PortalSession onClose={inviting.close} />
    </Modal>
  </>
);

const EndpointRow = ({ endpoint }: { readonly endpoint: Schemas['Endpoint'] }) => {
  const to = useTo();
  const health = healthOf(endpoint);
  const types = endpoint.eventTypes.includes('*') ? 'every event' : endpoint.eventTypes.join(', ');
  return (
    <Link className="row" to={to(`webhooks/out/${endpoint.id}`)}>
      <Stack gap={0} flex={1} miw={0}>
        <Text truncate>{endpoint.description === '' ? endpoint.url : endpoint.description}</Text>
        <Text size="sm" c="dimmed" lineClamp={2}>
          {endpoint.description !== '' && `${endpoint.url} · `}
          {types} · since <When at={endpoint.createdAt} />
        </Text>
      </Stack>
      <Status of={health.words} tone={health.tone} />
    </Link>
  );
};

const NoEndpoints = ({ action }: { readonly action: ReactNode }) => (
  <Empty title="Nobody is told yet" action={<Group>{action}</Group>}>
    Add the address of a server of yours, choose what it should hear of, and the hub posts each event to it: a
    record that changed, a conflict, a sync that failed, a consent that was withdrawn.
  </Empty>
);
