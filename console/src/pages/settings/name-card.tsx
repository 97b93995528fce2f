import { Button, Paper, Stack, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { client } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { useSession } from '../../api/session.js';
import { CopyField, ProblemAlert, say, useDeed } from '../../ui/index.js';

export const NameCard = () => {
  const { id: organizationId, name } = useOrganization();
  const { refetch } = useSession();
  const mayChange = useMay('admin');
  const form = useForm({ mode: 'uncontrolled', initialValues: { name } });
  const rename = useDeed(async (body: { name: string }) => {
    const params = { path: { organizationId } };
    await client.PATCH('/v1/organizations/{organizationId}', { params, body });
    await refetch();
    say('The name is changed.');
  }, form);
  return (
    <Paper withBorder p="lg">
      <form onSubmit={form.onSubmit(rename.run)}>
        <Stack align="flex-start">
          <Title order={2}>Organization</Title>
          {rename.error !== null && <ProblemAlert error={rename.error} />}
          <TextInput
            label="Name"
            required
            maxLength={120}
            readOnly={!mayChange}
            w="100%"
            maw={480}
            {...form.getInputProps('name')}
          />
          <CopyField label="Id" value={organizationId} description="Programs name the organization by it." />
          {mayChange && (
            <Button type="submit" variant="default" loading={rename.isBusy}>
              Rename
            </Button>
          )}
        </Stack>
      </form>
    </Paper>
  );
};
