import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { client } from '../../api/client.js';
import { type Me, useForgetEverything } from '../../api/session.js';
import { Doorway, ProblemAlert, useDeed } from '../../ui/index.js';
import { SomebodyElse } from './somebody-else.js';

/** A code of the authenticator, or one of the recovery codes. */
export const SecondStep = ({ me }: { readonly me: Me }) => {
  const [hasPhone, setHasPhone] = useState(true);
  return (
    <Doorway
      title="Second step"
      description={
        hasPhone
          ? 'Open your authenticator app and enter the code it shows.'
          : 'Each recovery code works once.'
      }
    >
      <CodeForm key={String(hasPhone)} isRecovery={!hasPhone} />
      <Group justify="space-between">
        <Button variant="subtle" size="compact-sm" onClick={() => setHasPhone(!hasPhone)}>
          {hasPhone ? 'Use a recovery code' : 'Use the authenticator'}
        </Button>
        <SomebodyElse email={me.account.email} />
      </Group>
    </Doorway>
  );
};

const CodeForm = ({ isRecovery }: { readonly isRecovery: boolean }) => {
  const forget = useForgetEverything();
  const form = useForm({ mode: 'uncontrolled', initialValues: { code: '' } });
  const prove = useDeed(async ({ code }: { code: string }) => {
    const plain = code.replaceAll(/\s/g, '');
    await client.POST('/auth/totp/verify', { body: isRecovery ? { recoveryCode: plain } : { code: plain } });
    await forget();
  }, form);
  const digits = { inputMode: 'numeric', autoComplete: 'one-time-code', pattern: '[0-9 ]{6,7}' } as const;
  return (
    <form onSubmit={form.onSubmit(prove.run)}>
      <Stack>
        {prove.error !== null && <ProblemAlert error={prove.error} />}
        <TextInput
          label={isRecovery ? 'Recovery code' : 'Code of six digits'}
          required
          data-autofocus
          autoFocus
          {...(isRecovery ? { autoComplete: 'off' } : digits)}
          {...form.getInputProps('code')}
        />
        <Button type="submit" loading={prove.isBusy} fullWidth>
          Go on
        </Button>
      </Stack>
    </form>
  );
};
