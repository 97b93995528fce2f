import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { ask, ProblemAlert, say, Status, useDeed, When } from '../../ui/index.js';
import { useAdminister } from './use-administer.js';

type Organization = Schemas['Organization'];

export const StatusCard = ({ organization }: { readonly organization: Organization }) => {
  const { name, status } = organization;
  const isActive = status === 'active';
  const administer = useAdminister(organization.id);
  const turn = useDeed(async () => {
    const text =
      'Members, keys and sessions are refused, and no sync runs. Nothing is deleted; you can let it go on at any time.';
    if (isActive && !(await ask({ title: `Suspend ${name}?`, text, yes: 'Suspend it', isDangerous: true })))
      return;
    await administer({ status: isActive ? 'suspended' : 'active' });
    say(isActive ? `${name} is suspended.` : `${name} may go on.`);
  });
  return (
    <Paper withBorder p="lg">
      <Stack align="flex-start">
        <Group>
          <Title order={2}>Status</Title>
          <Status of={status} />
        </Group>
        <Text>
          {isActive ? 'It works.' : 'Its members and keys are refused, and its syncs rest.'} It was created{' '}
          <When at={organization.createdAt} />.
        </Text>
        {turn.error !== null && <ProblemAlert error={turn.error} />}
        <Button variant="default" onClick={turn.run} loading={turn.isBusy}>
          {isActive ? 'Suspend it' : 'Let it go on'}
        </Button>
      </Stack>
    </Paper>
  );
};
