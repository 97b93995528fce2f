import { Button, Group, Stack, Text } from '@mantine/core';
import type { Schemas } from '../../../../../src/client/index.js';
import { api } from '../../../api/client.js';
import { useMay, useOrganization } from '../../../api/organization.js';
import type { Integration } from '../../../connecting/providers.js';
import { ProblemAlert, Status } from '../../../ui/index.js';

type Check = Schemas['IntegrationCheck'];

/** Asks the vendor whether the set-up is right, as far as that can be found out without an account. */
export const SelfCheck = ({ integration }: { readonly integration: Integration }) => {
  const { id } = useOrganization();
  const check = api.useMutation('post', '/v1/organizations/{organizationId}/integrations/{id}/check');
  if (!useMay('admin')) return null;
  return (
    <Stack gap="xs">
      <Button
        variant="default"
        w="fit-content"
        loading={check.isPending}
        onClick={() => {
          check.mutate({ params: { path: { organizationId: id, id: integration.id } } });
        }}
      >
        Check the set-up
      </Button>
      {check.error !== null && <ProblemAlert error={check.error} />}
      <div role="status">{check.data && <Result {...check.data} />}</div>
    </Stack>
  );
};

const Result = ({ ready, checks }: Schemas['IntegrationChecks']) => (
  <Stack gap={0}>
    <Text fw={600}>
      {ready ? 'Nothing stands in the way of connecting an account.' : 'It cannot work yet:'}
    </Text>
    {checks.map(check => (
      <Line key={check.kind} check={check} />
    ))}
  </Stack>
);

const words = { ok: 'Fine', warning: 'Look at it', failed: 'Wrong', unknown: 'Not known' } as const;
const tones = { ok: 'good', warning: 'warning', failed: 'bad', unknown: 'quiet' } as const;

const Line = ({ check: { state, text, cure } }: { readonly check: Check }) => (
  <Group className="row" justify="space-between" align="flex-start">
    <Stack gap={0} style={{ flex: '1 1 14rem' }}>
      <Text size="sm">{text}</Text>
      {cure !== null && (
        <Text size="sm" c="dimmed">
          {cure}
        </Text>
      )}
    </Stack>
    <Status of={words[state]} tone={tones[state]} />
  </Group>
);
