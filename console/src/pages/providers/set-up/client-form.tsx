import { Button, Fieldset, PasswordInput, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import type { Integration, Provider } from '../../../connecting/providers.js';
import { DeedForm } from '../../../connecting/deed-form.js';
import { renamed } from '../../../connecting/renamed.js';
import { ask, ProblemAlert, useDeed } from '../../../ui/index.js';
import { bodyOf, type ClientValues, initialClient, needed } from './client-values.js';
import { SectionTitle } from './section-title.js';
import { useGuide } from './use-guide.js';
import { useChangeIntegration } from './use-change-integration.js';

export interface ClientFormProps {
  readonly provider: Provider;
  readonly integration: Integration;
}

/** The organization's own app at the vendor. What is secret goes in and never comes out again. */
export const ClientForm = ({ provider, integration }: ClientFormProps) => {
  const form = useForm<ClientValues>({
    initialValues: initialClient(integration),
    validate: values => needed(values, integration),
  });
  const change = useChangeIntegration(integration);
  const { run, error, isBusy } = useDeed(
    () => change(bodyOf(form.getValues()), 'The app is stored. Its secret is not shown again.'),
    renamed(form, pathOf),
  );
  const hasOwn = integration.client === 'own';
  return (
    <Stack component="section">
      <SectionTitle>{hasOwn ? 'Replace your app’s client' : 'Enter your app’s client'}</SectionTitle>
      <Text size="sm">
        {provider.vendor} shows both after you registered the app.{' '}
        {hasOwn &&
          'A secret is stored; enter id and secret again to replace it. Connected accounts of another client id have to be connected again.'}
      </Text>
      <DeedForm
        onSubmit={form.onSubmit(run)}
        {...{ error, isBusy }}
        button="Store"
        beside={hasOwn && <Return integration={integration} />}
      >
        <Inputs provider={provider} integration={integration} form={form} />
      </DeedForm>
    </Stack>
  );
};

const Inputs = ({
  provider,
  integration,
  form,
}: ClientFormProps & { readonly form: UseFormReturnType<ClientValues> }) => {
  const isSigned = useGuide(provider).data?.webhookSecret ?? false;
  return (
    <>
      <TextInput label="Client id" required autoComplete="off" {...form.getInputProps('id')} />
      <PasswordInput label="Client secret" required autoComplete="off" {...form.getInputProps('secret')} />
      {provider.methods.includes('installation') && <AppInputs form={form} />}
      {isSigned && (
        <PasswordInput
          label="Webhook secret"
          description={webhookWords(integration)}
          autoComplete="off"
          {...form.getInputProps('webhookSecret')}
        />
      )}
    </>
  );
};

const webhookWords = ({ hasWebhookSecret }: Integration): string =>
  hasWebhookSecret
    ? 'One is stored. Leave it empty to keep it; after a change both are valid for a day.'
    : 'What the vendor signs its deliveries with, if your app has such a secret. Can be left empty.';

const AppInputs = ({ form }: { readonly form: UseFormReturnType<ClientValues> }) => (
  <Fieldset legend="To be installed in accounts (can be left empty)">
    <Stack>
      <TextInput label="App id" description="A number; not the client id." {...form.getInputProps('appId')} />
      <TextInput label="Name in the app’s address" {...form.getInputProps('slug')} />
      <Textarea
        label="Private key"
        description="The whole file, from BEGIN to END."
        autosize
        minRows={3}
        maxRows={8}
        {...form.getInputProps('privateKey')}
      />
    </Stack>
  </Fieldset>
);

const Return = ({ integration }: Pick<ClientFormProps, 'integration'>) => {
  const change = useChangeIntegration(integration);
  const { run, isBusy, error } = useDeed(async () => {
    const isSure = await ask({
      title: 'Forget your own app?',
      text: 'Its secret is destroyed here, and the operator’s shared app serves instead, if there is one. Accounts connected through your app stop working until they are connected again.',
      yes: 'Forget it',
      isDangerous: true,
    });
    if (isSure) await change({ client: null }, 'Your own app is forgotten.');
  });
  return (
    <>
      <Button variant="default" loading={isBusy} onClick={run}>
        Forget it
      </Button>
      {error !== null && <ProblemAlert error={error} />}
    </>
  );
};

const paths: Readonly<Record<string, string>> = {
  id: 'client.id',
  secret: 'client.secret',
  appId: 'client.app.id',
  slug: 'client.app.slug',
  privateKey: 'client.app.privateKey',
};

const pathOf = (field: string): string => paths[field] ?? field;
