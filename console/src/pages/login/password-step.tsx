import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSearchParams } from 'react-router';
import { client } from '../../api/client.js';
import { useForgetEverything } from '../../api/session.js';
import { Doorway, ProblemAlert, useDeed } from '../../ui/index.js';
import { ownPath, organizationIn } from './destination.js';
import { NoWayIn } from './no-way-in.js';
import { SignInProblem } from './sign-in-problem.js';
import { SingleSignOn } from './single-sign-on.js';

/** Address and password, or the organization's single sign-on. */
export const PasswordStep = () => {
  const forget = useForgetEverything();
  const [query] = useSearchParams();
  const organizationId = organizationIn(ownPath(query.get('to')));
  const form = useForm({ mode: 'uncontrolled', initialValues: { email: '', password: '' } });
  const login = useDeed(async (body: { email: string; password: string }) => {
    await client.POST('/auth/login', { body });
    await forget();
  }, form);
  return (
    <Doorway title="Log in" beside={<NoWayIn />}>
      <SignInProblem />
      <form onSubmit={form.onSubmit(login.run)}>
        <Stack>
          {login.error !== null && <ProblemAlert error={login.error} />}
          <TextInput
            label="E-mail address"
            type="email"
            autoComplete="username"
            required
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            required
            {...form.getInputProps('password')}
          />
          <Button type="submit" loading={login.isBusy} fullWidth>
            Log in
          </Button>
        </Stack>
      </form>
      <SingleSignOn organizationId={organizationId} />
    </Doorway>
  );
};
