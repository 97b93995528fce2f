import { Box, Button, Code, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { ask, complain, say, Status, When } from '../../ui/index.js';
import { isOver, mayBeRotated, RotateButton } from './rotate-key.js';
import { scopesInWords } from './scopes.js';

type ApiKey = Schemas['ApiKey'];

const path = '/v1/organizations/{organizationId}/keys';

export const KeyRow = ({ apiKey }: { readonly apiKey: ApiKey }) => {
  const mayChange = useMay(apiKey.role === 'owner' ? 'owner' : 'member');
  const isRevoked = apiKey.revokedAt !== null;
  return (
    <Box className="row" style={{ flexWrap: 'wrap' }}>
      <Box flex={1} miw={220}>
        <Group gap="xs">
          <Text fw={500}>{apiKey.name}</Text>
          <Code>{apiKey.prefix}…</Code>
        </Group>
        <Text size="sm" c="dimmed">
          {apiKey.role}, {scopesInWords(apiKey.scopes)}
          {apiKey.memberId === null ? '' : ', for a member'} · used <When at={apiKey.lastUsedAt} /> · made{' '}
          <When at={apiKey.createdAt} />
          {apiKey.expiresAt !== null && (
            <>
              {' '}
              · ends <When at={apiKey.expiresAt} />
            </>
          )}
        </Text>
      </Box>
      <Group gap="sm" wrap="nowrap">
        {isRevoked && <Status of="revoked" tone="quiet" />}
        {!isRevoked && isOver(apiKey) && <Status of="expired" tone="quiet" />}
        {!isRevoked && !isOver(apiKey) && apiKey.successorId !== null && <Status of="rotated" tone="busy" />}
        {mayBeRotated(apiKey) && mayChange && <Rotate apiKey={apiKey} />}
        {!isRevoked && mayChange && <Revoke apiKey={apiKey} />}
      </Group>
    </Box>
  );
};

const Rotate = ({ apiKey: { id, name } }: { readonly apiKey: ApiKey }) => {
  const { id: organizationId } = useOrganization();
  const queries = useQueryClient();
  const rotate = async (overlapSeconds: number) => {
    const params = { path: { organizationId, id } };
    const { data } = await client.POST(`${path}/{id}/rotate`, { params, body: { overlapSeconds } });
    await queries.invalidateQueries({ queryKey: ['get', path] });
    return data;
  };
  return <RotateButton name={name} rotate={rotate} />;
};

const Revoke = ({ apiKey }: { readonly apiKey: ApiKey }) => {
  const { id: organizationId } = useOrganization();
  const queries = useQueryClient();
  const revoke = async () => {
    const text = 'Programs that use it are refused from now on. This cannot be taken back.';
    const title = `Revoke ${apiKey.name}?`;
    if (!(await ask({ title, text, yes: 'Revoke', isDangerous: true }))) return;
    const params = { path: { organizationId, id: apiKey.id } };
    await client.DELETE(`${path}/{id}`, { params });
    await queries.invalidateQueries({ queryKey: ['get', path] });
    say(`${apiKey.name} is revoked.`);
  };
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={`Revoke ${apiKey.name}`}
      onClick={() => void revoke().catch(complain)}
    >
      Revoke
    </Button>
  );
};
