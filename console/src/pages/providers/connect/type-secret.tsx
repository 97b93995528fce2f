import { Checkbox, Stack, Text, Title } from '@mantine/core';
import { DeedForm } from '../../../connecting/deed-form.js';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useSession } from '../../../api/session.js';
import { entered } from '../../../connecting/json-schema.js';
import { usePurposes } from '../../../connecting/purposes.js';
import { renamed } from '../../../connecting/renamed.js';
import { SchemaFields } from '../../../connecting/schema-fields.js';
import { useSchemaForm } from '../../../connecting/use-schema-form.js';
import { useDeed } from '../../../ui/index.js';
import { powersOf } from '../words.js';
import type { SignInProps } from './sign-in.js';
import { useConnectBySecret } from './use-connect-by-secret.js';

/** For vendors without sign-in: an API key or an app password, proven by a real call before anything is kept. */
export const TypeSecret = ({ provider, integration }: SignInProps) => {
  const { data: me } = useSession();
  const navigate = useNavigate();
  const purposes = [...new Set(provider.models.map(({ purpose }) => purpose))];
  const [agreed, setAgreed] = useState<readonly string[]>([]);
  const { fields, form } = useSchemaForm(provider.credentials);
  const connect = useConnectBySecret({ provider, integration });
  const { run, error, isBusy } = useDeed(
    async () => {
      const credentials = entered(fields, form.getValues()) as Record<string, string>;
      const connectionId = await connect({ credentials, purposes: agreed, me });
      await navigate(`?status=connected&connectionId=${connectionId}`, { replace: true });
    },
    renamed(form, field => `credentials.${field}`),
  );
  return (
    <DeedForm
      onSubmit={form.onSubmit(run)}
      {...{ error, isBusy }}
      button="Agree and connect"
      isBlocked={agreed.length === 0}
    >
      <SchemaFields fields={fields} form={form} />
      <Agreement {...{ provider, purposes, agreed, setAgreed }} />
      <Text size="sm" c="dimmed">
        The hub tries it first. What is secret is kept encrypted and never shown again.
      </Text>
    </DeedForm>
  );
};

interface AgreementProps extends Pick<SignInProps, 'provider'> {
  readonly purposes: readonly string[];
  readonly agreed: readonly string[];
  readonly setAgreed: (agreed: readonly string[]) => void;
}

const Agreement = ({ provider, purposes, agreed, setAgreed }: AgreementProps) => {
  const { data } = usePurposes();
  const wordsOf = (purpose: string) => data?.data.find(({ key }) => key === purpose)?.description ?? purpose;
  return (
    <Stack gap="xs" component="section">
      <Title order={2} size="h3">
        What is shared, and why
      </Title>
      {provider.models.map(model => (
        <Text key={model.model} size="sm">
          {powersOf(model)}.
        </Text>
      ))}
      {purposes.map(purpose => (
        <Checkbox
          key={purpose}
          label={`I agree to: ${wordsOf(purpose)}`}
          description="Kept as a consent; you can withdraw it at any time, and synchronization stops then."
          checked={agreed.includes(purpose)}
          onChange={event => {
            const isAgreed = event.currentTarget.checked;
            setAgreed(isAgreed ? [...agreed, purpose] : agreed.filter(one => one !== purpose));
          }}
        />
      ))}
    </Stack>
  );
};
