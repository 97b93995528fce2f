import { Alert, Button, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import { client } from '../../api/client.js';
import { useForgetEverything } from '../../api/session.js';
import { Doorway, NewPassword, ProblemAlert, useDeed } from '../../ui/index.js';

/** A new password by a link that somebody handed over. */
export const Component = () => {
  const { hash } = useLocation();
  const [isDone, setDone] = useState(false);
  if (isDone) return <Done />;
  if (hash.length < 2) return <NoLink />;
  return <Choose token={hash.slice(1)} onDone={() => setDone(true)} />;
};

interface ChooseProps {
  readonly token: string;
  readonly onDone: () => void;
}

const Choose = ({ token, onDone }: ChooseProps) => {
  const forget = useForgetEverything();
  const form = useForm({ mode: 'uncontrolled', initialValues: { password: '' } });
  const choose = useDeed(async ({ password }: { password: string }) => {
    await client.POST('/auth/password-reset', { body: { token, password } });
    window.history.replaceState(null, '', '/reset');
    await forget();
    onDone();
  }, form);
  return (
    <Doorway
      title="Choose a new password"
      description="The link works once. All your sessions end; you log in again."
    >
      <form onSubmit={form.onSubmit(choose.run)}>
        <Stack>
          {choose.error !== null && <ProblemAlert error={choose.error} />}
          <NewPassword label="New password" {...form.getInputProps('password')} />
          <Button type="submit" loading={choose.isBusy} fullWidth>
            Keep this password
          </Button>
        </Stack>
      </form>
    </Doorway>
  );
};

const Done = () => (
  <Doorway title="Your password is changed">
    <Alert color="teal" role="status">
      <Text size="sm">Log in with it now. Two-step login, if you have it, stays as it is.</Text>
    </Alert>
    <Button component={Link} to="/login">
      To the login
    </Button>
  </Doorway>
);

const NoLink = () => (
  <Doorway title="The link is not whole">
    <Text>
      A link for a new password ends with # and a long word. Copy it whole, or ask for another one: an owner
      of your organization makes it under Members, an operator of this hub under Logins.
    </Text>
    <Button component={Link} to="/login" variant="default">
      To the login
    </Button>
  </Doorway>
);
