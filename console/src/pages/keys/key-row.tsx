import { Box, Button, Code, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { ask, complain, say, Status, When } from '../../ui/index.js';
import { scopesInWords } from './scopes.js';

type ApiKey = Schemas['ApiKey'];

const isOver = ({ expiresAt }: ApiKey): boolean => expiresAt !== null && new Date(expiresAt) < new Date();

export const KeyRow = ({ apiKey }: { readonly apiKey: ApiKey }) => {
  const mayRevoke = useMay(apiKey.role === 'owner' ? 'owner' : 'member');
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
      {isRevoked && <Status of="revoked" tone="quiet" />}
      {!isRevoked && isOver(apiKey) && <Status of="expired" tone="quiet" />}
      {!isRevoked && mayRevoke && <Revoke apiKey={apiKey} />}
    </Box>
  );
};

const Revoke = ({ apiKey }: { readonly apiKey: ApiKey }) => {
  const { id: organizationId } = useOrganization();
  const queries = useQueryClient();
  const revoke = async () => {
    const text = 'Programs that use it are refused from now on. This cannot be taken back.';
    const title = `Revoke ${apiKey.name}?`;
    if (!(await ask({ title, text, yes: 'Revoke', isDangerous: true }))) return;
    const params = { path: { organizationId, id: apiKey.id } };
    await client.DELETE('/v1/organizations/{organizationId}/keys/{id}', { params });
    await queries.invalidateQueries({ queryKey: ['get', '/v1/organizations/{organizationId}/keys'] });
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
