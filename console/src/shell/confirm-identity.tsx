import { Anchor, Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { client } from '../api/client.js';
import { useSession } from '../api/session.js';
import { ProblemAlert } from '../ui/problem-alert.js';

export interface ConfirmIdentityProps {
  readonly onConfirmed: () => void;
  readonly onCancel: () => void;
}

/** Sensitive actions want a proof that is at most ten minutes old. */
export const ConfirmIdentity = (props: ConfirmIdentityProps) => {
  const { data: me } = useSession();
  if (me?.session.method === 'sso') return <ConfirmBySingleSignOn organizationId={me.organizationId} />;
  return <ConfirmByPassword {...props} hasTotp={me?.account.hasTotp ?? false} />;
};

const ConfirmBySingleSignOn = ({ organizationId }: { readonly organizationId: string | null }) => (
  <Text>
    Your organization’s single sign-on has to say it again:{' '}
    <Anchor href={`/auth/sso/${organizationId ?? ''}?confirm=true`} underline="always">
      log in there
    </Anchor>
    , then repeat what you did.
  </Text>
);

type PasswordProps = ConfirmIdentityProps & { readonly hasTotp: boolean };

const ConfirmByPassword = ({ onConfirmed, onCancel, hasTotp }: PasswordProps) => {
  const [error, setError] = useState<unknown>(null);
  const form = useForm({ mode: 'uncontrolled', initialValues: { password: '', code: '' } });
  const submit = form.onSubmit(({ password, code }) => {
    const body = { password, ...(code === '' ? {} : { code }) };
    client.POST('/auth/confirm', { body }).then(onConfirmed, setError);
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">The last login is more than ten minutes ago, and this is worth a second look.</Text>
        {error !== null && <ProblemAlert error={error} />}
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          data-autofocus
          required
          {...form.getInputProps('password')}
        />
        {hasTotp && (
          <TextInput
            label="Code of your authenticator"
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            {...form.getInputProps('code')}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Leave it
          </Button>
          <Button type="submit">It is me</Button>
        </Group>
      </Stack>
    </form>
  );
};
