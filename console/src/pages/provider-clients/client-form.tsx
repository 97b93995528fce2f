import { Button, Group, List, PasswordInput, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { modals } from '@mantine/modals';
import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { client as hub } from '../../api/client.js';
import { CopyField, ProblemAlert, say, useDeed } from '../../ui/index.js';
import type { AppOf } from './provider.js';

const wishOf = (client: AppOf['client']) => ({
  id: client?.clientId ?? '',
  secret: '',
  webhookSecret: '',
  appId: client?.app?.id ?? '',
  appSlug: client?.app?.slug ?? '',
  privateKey: '',
});

type Wish = ReturnType<typeof wishOf>;

const bodyOf = ({ id, secret, webhookSecret, appId, appSlug, privateKey }: Wish) => {
  const body: Schemas['ProviderClientInput'] = { id, secret };
  if (webhookSecret !== '') body.webhookSecret = webhookSecret;
  if (privateKey !== '') body.app = { id: appId, slug: appSlug, privateKey };
  return body;
};

/** Secrets go in and never come out again, so changing anything asks for them anew. */
export const ClientForm = ({ provider, client }: AppOf) => {
  const queries = useQueryClient();
  const form = useForm<Wish>({ mode: 'uncontrolled', initialValues: wishOf(client) });
  const set = useDeed(async (wish: Wish) => {
    const params = { path: { provider: provider.key } };
    await hub.PUT('/admin/v1/provider-clients/{provider}', { params, body: bodyOf(wish) });
    await queries.invalidateQueries({ queryKey: ['get', '/admin/v1/provider-clients'] });
    modals.closeAll();
    say(`Organizations can connect ${provider.name} now.`);
  }, form);
  return (
    <form onSubmit={form.onSubmit(set.run)}>
      <Stack>
        <Steps vendor={provider.vendor} />
        {provider.redirectUri !== null && <CopyField label="Redirect address" value={provider.redirectUri} />}
        {set.error !== null && <ProblemAlert error={set.error} />}
        <Secrets form={form} isThere={client !== null} />
        {provider.methods.includes('installation') && <AppFields form={form} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            Leave it
          </Button>
          <Button type="submit" loading={set.isBusy}>
            Store it
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const Steps = ({ vendor }: { readonly vendor: string }) => (
  <List type="ordered" size="sm">
    <List.Item>Register an app (an OAuth client) at {vendor}.</List.Item>
    <List.Item>Give it the redirect address below.</List.Item>
    <List.Item>Enter here what {vendor} shows for it.</List.Item>
  </List>
);

interface FieldsProps {
  readonly form: UseFormReturnType<Wish>;
}

const Secrets = ({ form, isThere }: FieldsProps & { readonly isThere: boolean }) => (
  <>
    <TextInput label="Client id" required autoComplete="off" maxLength={500} {...form.getInputProps('id')} />
    <PasswordInput
      label="Client secret"
      description={
        isThere
          ? 'The stored one is never shown. Enter it again, or a new one.'
          : 'Stored encrypted; never shown again.'
      }
      autoComplete="off"
      required
      {...form.getInputProps('secret')}
    />
    <PasswordInput
      label="Webhook secret"
      description={
        isThere
          ? 'Empty: stays as it is. Another one: both are accepted for a day.'
          : 'If the vendor signs webhooks with one. It can be added later.'
      }
      autoComplete="off"
      {...form.getInputProps('webhookSecret')}
    />
  </>
);

const AppFields = ({ form }: FieldsProps) => (
  <>
    <Text size="sm" c="dimmed">
      Only when organizations install the app as a whole, instead of single people signing in:
    </Text>
    <TextInput label="App id" autoComplete="off" {...form.getInputProps('appId')} />
    <TextInput
      label="Short name of the app"
      description="As in the address of its page."
      autoComplete="off"
      {...form.getInputProps('appSlug')}
    />
    <Textarea
      label="Private key"
      description="PEM. Stored encrypted; never shown again."
      autosize
      minRows={3}
      maxRows={8}
      {...form.getInputProps('privateKey')}
    />
  </>
);
