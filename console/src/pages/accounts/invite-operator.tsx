import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { modals } from '@mantine/modals';
import { useState } from 'react';
import { client } from '../../api/client.js';
import { ProblemAlert, Secret, useDeed } from '../../ui/index.js';

export const InviteOperator = () => {
  const [url, setUrl] = useState<string | null>(null);
  if (url === null) return <WishForm onUrl={setUrl} />;
  return (
    <Stack>
      <Secret title="The invitation, shown this once" value={url}>
        Hand this link to the person. It works once, for seven days.
      </Secret>
      <Group justify="flex-end">
        <Button onClick={() => modals.closeAll()}>Done</Button>
      </Group>
    </Stack>
  );
};

const WishForm = ({ onUrl }: { readonly onUrl: (url: string) => void }) => {
  const form = useForm({ mode: 'uncontrolled', initialValues: { email: '' } });
  const invite = useDeed(async (body: { email: string }) => {
    const { data } = await client.POST('/admin/v1/invitations', { body });
    if (data) onUrl(data.url);
  }, form);
  return (
    <form onSubmit={form.onSubmit(invite.run)}>
      <Stack>
        <Text size="sm">
          Operators run this hub: all organizations, queues, providers and logins. Invite only whom you would
          give the keys of the house.
        </Text>
        {invite.error !== null && <ProblemAlert error={invite.error} />}
        <TextInput
          label="E-mail address"
          type="email"
          required
          data-autofocus
          {...form.getInputProps('email')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            Leave it
          </Button>
          <Button type="submit" loading={invite.isBusy}>
            Make the link
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
