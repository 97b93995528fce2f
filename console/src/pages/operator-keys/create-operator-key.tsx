import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { modals } from '@mantine/modals';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.js';
import { EndChoice, endAfter, ProblemAlert, Secret, useDeed } from '../../ui/index.js';

const start = { name: '', days: '90' };

export const CreateOperatorKey = () => {
  const [key, setKey] = useState<string | null>(null);
  if (key === null) return <WishForm onKey={setKey} />;
  return (
    <Stack>
      <Secret title="The key, shown this once" value={key}>
        Whoever has it runs this hub. Keep it where you keep other secrets.
      </Secret>
      <Group justify="flex-end">
        <Button onClick={() => modals.closeAll()}>Done</Button>
      </Group>
    </Stack>
  );
};

const WishForm = ({ onKey }: { readonly onKey: (key: string) => void }) => {
  const queries = useQueryClient();
  const form = useForm({ mode: 'uncontrolled', initialValues: start });
  const create = useDeed(async ({ name, days }: typeof start) => {
    const body = { name, ...(days === '' ? {} : { expiresAt: endAfter(Number(days)) }) };
    const { data } = await client.POST('/admin/v1/operator-keys', { body });
    await queries.invalidateQueries({ queryKey: ['get', '/admin/v1/operator-keys'] });
    if (data) onKey(data.key);
  }, form);
  return (
    <form onSubmit={form.onSubmit(create.run)}>
      <Stack>
        {create.error !== null && <ProblemAlert error={create.error} />}
        <TextInput
          label="Name"
          description="What uses it."
          required
          maxLength={120}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <EndChoice {...form.getInputProps('days')} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            Leave it
          </Button>
          <Button type="submit" loading={create.isBusy}>
            Create the key
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
