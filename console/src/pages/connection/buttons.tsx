import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { client } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { accountOf, type Connection } from '../../connecting/providers.js';
import { ask, complain, say, useDeed } from '../../ui/index.js';
import { Reconnect } from './reconnect.js';
import { Transfer } from './transfer.js';

export interface ButtonsProps {
  readonly connection: Connection;
  readonly vendor: string;
}

/** What can be done with the connection as a whole. */
export const Buttons = ({ connection, vendor }: ButtonsProps) => {
  const mayConnect = useMay('member');
  if (!mayConnect || connection.status === 'disconnected') return null;
  return (
    <>
      <CheckNow connection={connection} />
      {connection.status === 'active' && <Reconnect connection={connection} variant="default" />}
      <Transfer connection={connection} />
      <Disconnect connection={connection} vendor={vendor} />
    </>
  );
};

const useAskAgain = () => {
  const queries = useQueryClient();
  return () =>
    queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[1]).includes('/connections') });
};

const CheckNow = ({ connection }: Pick<ButtonsProps, 'connection'>) => {
  const { id } = useOrganization();
  const askAgain = useAskAgain();
  const { run, isBusy } = useDeed(async () => {
    try {
      const path = { organizationId: id, id: connection.id };
      const route = '/v1/organizations/{organizationId}/connections/{id}/check';
      const { data } = await client.POST(route, { params: { path } });
      if (data?.healthy === true) say('It works: the vendor answered.');
      await askAgain();
    } catch (error) {
      complain(error);
    }
  });
  return (
    <Button variant="default" loading={isBusy} onClick={run}>
      Check now
    </Button>
  );
};

const Disconnect = ({ connection, vendor }: ButtonsProps) => {
  const { id } = useOrganization();
  const askAgain = useAskAgain();
  const { run, isBusy } = useDeed(async () => {
    const isSure = await ask({
      title: `Disconnect ${accountOf(connection)}?`,
      text: `The authorization is destroyed here and taken back at ${vendor} where that is possible. Its syncs stop; what they have stored stays. This cannot be taken back: the account would have to be connected anew.`,
      yes: 'Disconnect',
      isDangerous: true,
    });
    if (!isSure) return;
    try {
      const path = { organizationId: id, id: connection.id };
      await client.DELETE('/v1/organizations/{organizationId}/connections/{id}', { params: { path } });
      say('Disconnected.');
      await askAgain();
    } catch (error) {
      complain(error);
    }
  });
  return (
    <Button color="red.9" variant="outline" c="var(--mantine-color-error)" loading={isBusy} onClick={run}>
      Disconnect
    </Button>
  );
};
