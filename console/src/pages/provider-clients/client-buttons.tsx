import { Button, Group } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useQueryClient } from '@tanstack/react-query';
import { client as hub } from '../../api/client.js';
import { ask, complain, say } from '../../ui/index.js';
import { ClientForm } from './client-form.js';
import type { AppOf } from './provider.js';

const openForm = ({ provider, client }: AppOf): void => {
  modals.open({
    title: `Shared app at ${provider.vendor}`,
    size: 'lg',
    children: <ClientForm provider={provider} client={client} />,
  });
};

export const ClientButtons = ({ provider, client }: AppOf) => {
  const queries = useQueryClient();
  const open = () => openForm({ provider, client });
  const remove = async () => {
    const title = `Remove the shared app of ${provider.name}?`;
    const text =
      'Connections that were made through it cannot be renewed any more and will have to be connected again.';
    if (!(await ask({ title, text, yes: 'Remove it', isDangerous: true }))) return;
    const params = { path: { provider: provider.key } };
    await hub.DELETE('/admin/v1/provider-clients/{provider}', { params });
    await queries.invalidateQueries({ queryKey: ['get', '/admin/v1/provider-clients'] });
    say(`The shared app of ${provider.name} is removed.`);
  };
  return (
    <Group gap="xs">
      <Button
        size="xs"
        variant="default"
        onClick={open}
        aria-label={`${client ? 'Change' : 'Set'} the app of ${provider.name}`}
      >
        {client ? 'Change' : 'Set the app'}
      </Button>
      {client && (
        <Button
          size="xs"
          variant="default"
          onClick={() => void remove().catch(complain)}
          aria-label={`Remove the app of ${provider.name}`}
        >
          Remove
        </Button>
      )}
    </Group>
  );
};
