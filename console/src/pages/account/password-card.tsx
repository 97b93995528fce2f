import { Button, Group, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { client } from '../../api/client.js';
import { type Me, useSession } from '../../api/session.js';
import { NewPassword, ProblemAlert, say, useDeed } from '../../ui/index.js';

export const PasswordCard = ({ me }: { readonly me: Me }) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <Paper withBorder p="lg">
      <Stack align="flex-start">
        <Title order={2}>Password</Title>
        {!me.account.hasPassword && (
          <Text>You come in by your organization’s single sign-on, so there is no password here.</Text>
        )}
        {me.account.hasPassword && !isOpen && (
          <Button variant="default" onClick={() => setOpen(true)}>
            Change the password
          </Button>
        )}
        {isOpen && <ChangeForm email={me.account.email} onClose={() => setOpen(false)} />}
      </Stack>
    </Paper>
  );
};

const empty = { current: '', password: '' };

const ChangeForm = ({ email, onClose }: { readonly email: string; readonly onClose: () => void }) => {
  const { refetch } = useSession();
  const queries = useQueryClient();
  const form = useForm({ mode: 'uncontrolled', initialValues: empty });
  const change = useDeed(async (body: typeof empty) => {
    await client.POST('/auth/password', { body });
    await refetch();
    await queries.invalidateQueries({ queryKey: ['get', '/auth/sessions'] });
    say('Your password is changed. Your other sessions have ended.');
    onClose();
  }, form);
  return (
    <form onSubmit={form.onSubmit(change.run)} style={{ width: '100%', maxWidth: 480 }}>
      <Stack>
        {change.error !== null && <ProblemAlert error={change.error} />}
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <PasswordInput
          label="Present password"
          autoComplete="current-password"
          required
          autoFocus
          {...form.getInputProps('current')}
        />
        <NewPassword label="New password" {...form.getInputProps('password')} />
        <Text size="sm" c="dimmed">
          All your other sessions end.
        </Text>
        <Group>
          <Button type="submit" loading={change.isBusy}>
            Change it
          </Button>
          <Button variant="default" onClick={onClose}>
            Leave it
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
