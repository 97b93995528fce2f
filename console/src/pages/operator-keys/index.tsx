import { Box, Button, Code, Group, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { api, client } from '../../api/client.js';
import { Answer, ask, complain, Page, say, Status, When } from '../../ui/index.js';
import { isOver, mayBeRotated, RotateButton } from '../keys/rotate-key.js';
import { CreateOperatorKey } from './create-operator-key.js';

type OperatorKey = Schemas['OperatorKey'];

/** How scripts and the command line run the installation. */
export const Component = () => {
  const create = () =>
    modals.open({ title: 'Create an operator key', size: 'lg', children: <CreateOperatorKey /> });
  return (
    <Page
      title="Operator keys"
      description="For scripts and the command line that run this hub. One without an end always stays, as the way back in."
      actions={<Button onClick={create}>Create a key</Button>}
    >
      <Answer of={api.useQuery('get', path)}>
        {({ data }) => (
          <Box component="ul" p={0} m={0} style={{ listStyle: 'none' }} aria-label="Operator keys">
            {data.map(key => (
              <KeyRow key={key.id} operatorKey={key} />
            ))}
          </Box>
        )}
      </Answer>
    </Page>
  );
};

const path = '/admin/v1/operator-keys';

const KeyRow = ({ operatorKey }: { readonly operatorKey: OperatorKey }) => (
  <Box component="li" className="row" style={{ flexWrap: 'wrap' }}>
    <Box flex={1} miw={220}>
      <Group gap="xs">
        <Text fw={500}>{operatorKey.name}</Text>
        <Code>{operatorKey.prefix}…</Code>
      </Group>
      <Text size="sm" c="dimmed">
        used <When at={operatorKey.lastUsedAt} /> · made <When at={operatorKey.createdAt} /> · ends{' '}
        <When at={operatorKey.expiresAt} />
      </Text>
    </Box>
    <Group gap="sm" wrap="nowrap">
      {operatorKey.revokedAt !== null && <Status of="revoked" tone="quiet" />}
      {operatorKey.revokedAt === null && isOver(operatorKey) && <Status of="expired" tone="quiet" />}
      {operatorKey.revokedAt === null && !isOver(operatorKey) && operatorKey.successorId !== null && (
        <Status of="rotated" tone="busy" />
      )}
      {mayBeRotated(operatorKey) && <Rotate operatorKey={operatorKey} />}
      {operatorKey.revokedAt === null && <Revoke operatorKey={operatorKey} />}
    </Group>
  </Box>
);

const Rotate = ({ operatorKey: { id, name } }: { readonly operatorKey: OperatorKey }) => {
  const queries = useQueryClient();
  const rotate = async (overlapSeconds: number) => {
    const params = { path: { id } };
    const { data } = await client.POST(`${path}/{id}/rotate`, { params, body: { overlapSeconds } });
    await queries.invalidateQueries({ queryKey: ['get', path] });
    return data;
  };
  return <RotateButton name={name} rotate={rotate} />;
};

const Revoke = ({ operatorKey }: { readonly operatorKey: OperatorKey }) => {
  const queries = useQueryClient();
  const revoke = async () => {
    const title = `Revoke ${operatorKey.name}?`;
    const text = 'Whatever uses it is refused from now on. This cannot be taken back.';
    if (!(await ask({ title, text, yes: 'Revoke', isDangerous: true }))) return;
    await client.DELETE(`${path}/{id}`, { params: { path: { id: operatorKey.id } } });
    await queries.invalidateQueries({ queryKey: ['get', path] });
    say(`${operatorKey.name} is revoked.`);
  };
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={`Revoke ${operatorKey.name}`}
      onClick={() => void revoke().catch(complain)}
    >
      Revoke
    </Button>
  );
};
