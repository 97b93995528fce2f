import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { Link } from 'react-router';
import { client } from '../../api/client.js';
import { useForgetEverything } from '../../api/session.js';
import { Doorway, NewPassword, ProblemAlert, useDeed } from '../../ui/index.js';

const empty = { name: '', email: '', password: '', operatorKey: '' };

const permissionOf = ({ operatorKey, ...person }: typeof empty, token: string) =>
  token === ''
    ? { body: person, headers: { authorization: `Bearer ${operatorKey.trim()}` } }
    : { body: { ...person, token } };

/** The login of whoever runs this hub. The link of the terminal, or the operator key, is the permission. */
export const FirstOperator = ({ token }: { readonly token: string }) => {
  const forget = useForgetEverything();
  const form = useForm({ mode: 'uncontrolled', initialValues: empty });
  const make = useDeed(async (filled: typeof empty) => {
    await client.POST('/auth/setup', permissionOf(filled, token));
    // The token is used up; it need not stay in the address.
    window.history.replaceState(null, '', '/setup');
    await forget();
  }, form);
  return (
    <Doorway
      title="Welcome to Causeway"
      description="Make your login. You will be this hub’s operator: you run it, and decide who else may."
    >
      {token === '' && <WhereTheLinkIs />}
      <form onSubmit={form.onSubmit(make.run)}>
        <Stack>
          {make.error !== null && <ProblemAlert error={make.error} />}
          <PersonFields form={form} />
          <NewPassword {...form.getInputProps('password')} />
          {token === '' && (
            <PasswordInput
              label="Operator key"
              description="It begins with cwo_."
              autoComplete="off"
              required
              {...form.getInputProps('operatorKey')}
            />
          )}
          <Button type="submit" loading={make.isBusy} fullWidth>
            Create the login
          </Button>
        </Stack>
      </form>
      {token === '' && <MemberLogin />}
    </Doorway>
  );
};

const MemberLogin = () => (
  <Text size="sm" mt="md">
    Invited by an organization?{' '}
    <Anchor component={Link} to="/login?as=member" underline="always">
      Log in with the login you have
    </Anchor>
  </Text>
);

const WhereTheLinkIs = () => (
  <Alert color="blue" title="Do you have the link?">
    <Text size="sm">
      The terminal in which the hub was started shows a link that ends with /setup#… . Open it on the machine
      the hub runs on; it works for a day, and each start prints a new one. From another machine, enter the
      operator key that the first start printed.
    </Text>
  </Alert>
);

const PersonFields = ({ form }: { readonly form: UseFormReturnType<typeof empty> }) => (
  <>
    <TextInput label="Your name" autoComplete="name" required {...form.getInputProps('name')} />
    <TextInput
      label="E-mail address"
      description="You log in with it. Nothing is sent there."
      type="email"
      autoComplete="username"
      required
      {...form.getInputProps('email')}
    />
  </>
);
