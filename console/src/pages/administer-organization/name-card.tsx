import { Button, Paper, Stack, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Schemas } from '../../../../src/client/index.js';
import { ProblemAlert, say, useDeed } from '../../ui/index.js';
import { useAdminister } from './use-administer.js';

export const NameCard = ({ organization }: { readonly organization: Schemas['Organization'] }) => {
  const administer = useAdminister(organization.id);
  const form = useForm({ mode: 'uncontrolled', initialValues: { name: organization.name } });
  const rename = useDeed(async (body: { name: string }) => {
    await administer(body);
    say('The name is changed.');
  }, form);
  return (
    <Paper withBorder p="lg">
      <form onSubmit={form.onSubmit(rename.run)}>
        <Stack align="flex-start">
          <Title order={2}>Name</Title>
          {rename.error !== null && <ProblemAlert error={rename.error} />}
          <TextInput
            label="Name of the organization"
            required
            maxLength={120}
            w="100%"
            maw={480}
            {...form.getInputProps('name')}
          />
          <Button type="submit" variant="default" loading={rename.isBusy}>
            Rename
          </Button>
        </Stack>
      </form>
    </Paper>
  );
};
