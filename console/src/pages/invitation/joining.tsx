import { Button, PasswordInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { client } from '../../api/client.js';
import { problemOf } from '../../api/problem.js';
import { useForgetEverything } from '../../api/session.js';
import { NewPassword, ProblemAlert, useDeed } from '../../ui/index.js';
import type { Invitation, Person } from './invitation.js';

export interface JoiningProps {
  readonly offer: Invitation;
  readonly accept: (person: Person) => Promise<void>;
}

/** Nobody is logged in: a new login, or the one that the person has. The link never changes the password of one. */
export const Joining = (props: JoiningProps) => {
  const [isNew, setNew] = useState(true);
  return (
    <Stack>
      <SegmentedControl
        aria-label="Your login"
        value={isNew ? 'new' : 'known'}
        onChange={value => setNew(value === 'new')}
        data={[
          { value: 'new', label: 'I am new here' },
          { value: 'known', label: 'I have a login' },
        ]}
      />
      {isNew ? <NewLogin {...props} onKnown={() => setNew(false)} /> : <LogInFirst {...props} />}
    </Stack>
  );
};

const NewLogin = ({ offer, accept, onKnown }: JoiningProps & { readonly onKnown: () => void }) => {
  const form = useForm({ mode: 'uncontrolled', initialValues: { name: '', password: '' } });
  const join = useDeed((person: Person) => accept(person), form);
  const isKnown = join.error !== null && problemOf(join.error).code === 'account_exists';
  return (
    <form onSubmit={form.onSubmit(join.run)}>
      <Stack>
        {join.error !== null && <ProblemAlert error={join.error} />}
        {isKnown && (
          <Button variant="default" onClick={onKnown}>
            Log in with it
          </Button>
        )}
        <TextInput label="E-mail address" value={offer.email} autoComplete="username" readOnly />
        <TextInput label="Your name" autoComplete="name" required {...form.getInputProps('name')} />
        <NewPassword {...form.getInputProps('password')} />
        <Button type="submit" loading={join.isBusy}>
          Join
        </Button>
      </Stack>
    </form>
  );
};

/** After the login the page shows the offer to whoever is in. */
const LogInFirst = ({ offer }: JoiningProps) => {
  const forget = useForgetEverything();
  const form = useForm({ mode: 'uncontrolled', initialValues: { password: '' } });
  const login = useDeed(async ({ password }: { password: string }) => {
    await client.POST('/auth/login', { body: { email: offer.email, password } });
    await forget();
  }, form);
  return (
    <form onSubmit={form.onSubmit(login.run)}>
      <Stack>
        <Text size="sm">Log in as {offer.email}; then you can accept.</Text>
        {login.error !== null && <ProblemAlert error={login.error} />}
        <TextInput label="E-mail address" value={offer.email} autoComplete="username" readOnly />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={login.isBusy}>
          Log in
        </Button>
      </Stack>
    </form>
  );
};
