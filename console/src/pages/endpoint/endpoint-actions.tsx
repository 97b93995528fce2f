import { Button, Menu, Modal } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { useMay } from '../../api/organization.js';
import { SecretShown } from '../endpoints/secret-shown.js';
import { EditEndpoint } from './edit-endpoint.js';
import { ReplayEndpoint } from './replay-endpoint.js';
import { useEndpointDeeds } from './use-endpoint-deeds.js';

type Endpoint = Schemas['Endpoint'];
type Open = 'edit' | 'replay' | null;

export const EndpointActions = ({ endpoint }: { readonly endpoint: Endpoint }) => {
  const [open, setOpen] = useState<Open>(null);
  const actions = useEndpointDeeds(endpoint);
  const close = () => setOpen(null);
  if (!useMay('admin')) return null;
  return (
    <>
      <Button onClick={() => void actions.test()} disabled={!endpoint.enabled}>
        Send a test
      </Button>
      <Button variant="default" onClick={() => setOpen('replay')}>
        Send again
      </Button>
      <More endpoint={endpoint} actions={actions} onEdit={() => setOpen('edit')} />
      <Modal opened={open === 'edit'} onClose={close} title="Change the endpoint" size="lg">
        <EditEndpoint endpoint={endpoint} onClose={close} />
      </Modal>
      <Modal opened={open === 'replay'} onClose={close} title="Send again">
        <ReplayEndpoint endpoint={endpoint} onClose={close} />
      </Modal>
      <Modal
        opened={actions.made !== null}
        onClose={actions.forget}
        title="The new secret"
        size="lg"
        closeOnClickOutside={false}
      >
        {actions.made && <SecretShown endpoint={actions.made} onClose={actions.forget} />}
      </Modal>
    </>
  );
};

interface MoreProps {
  readonly endpoint: Endpoint;
  readonly actions: ReturnType<typeof useEndpointDeeds>;
  readonly onEdit: () => void;
}

const More = ({ endpoint, actions, onEdit }: MoreProps) => (
  <Menu position="bottom-end">
    <Menu.Target>
      <Button variant="default">More</Button>
    </Menu.Target>
    <Menu.Dropdown>
      <Menu.Item onClick={onEdit}>Change</Menu.Item>
      <Menu.Item onClick={() => void actions.rotate()}>New secret</Menu.Item>
      <Menu.Item onClick={() => void actions.turn(!endpoint.enabled)}>
        {endpoint.enabled ? 'Switch off' : 'Switch on'}
      </Menu.Item>
      <Menu.Item c="var(--mantine-color-error)" onClick={() => void actions.remove()}>
        Remove
      </Menu.Item>
    </Menu.Dropdown>
  </Menu>
);
