import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { client } from '../../api/client.js';
import { problemOf } from '../../api/problem.js';
import { type Me, useForgetEverything } from '../../api/session.js';
import { Doorway, ProblemAlert, useDeed } from '../../ui/index.js';
import { SomebodyElse } from './somebody-else.js';

const notACode =
  'This code is not right, or was used already. The app shows a new one every 30 seconds; the clock of the phone has to be right.';
const notARecoveryCode = 'This recovery code is not right, or was used already. Take another of your list.';

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
    try {
      await client.POST('/auth/totp/verify', {
        body: isRecovery ? { recoveryCode: plain } : { code: plain },
      });
    } catch (refused) {
      if (problemOf(refused).code !== 'login_failed') throw refused;
      form.setFieldError('code', isRecovery ? notARecoveryCode : notACode);
      form.getInputNode('code')?.focus();
      return;
    }
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
