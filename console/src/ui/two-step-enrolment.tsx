import { Button, Code, Group, List, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { client } from '../api/client.js';
import { ProblemAlert } from './problem-alert.js';
import { useDeed } from './use-deed.js';

const QrCode = lazy(async () => ({ default: (await import('./qr-code.js')).QrCode }));

interface Begun {
  readonly secret: string;
  readonly uri: string;
}

export interface TwoStepEnrolmentProps {
  readonly onDone: (recoveryCodes: string[]) => void;
  /** Beside the button: how to leave it. */
  readonly leave?: ReactNode;
}

/** Turns two-step login on: a secret into the phone, a first code out of it. */
export const TwoStepEnrolment = ({ onDone, leave }: TwoStepEnrolmentProps) => {
  const [begun, setBegun] = useState<Begun | null>(null);
  const begin = useDeed(async () => {
    const { data } = await client.POST('/auth/totp');
    setBegun(data ?? null);
  });
  if (begun !== null) return <FirstCode begun={begun} onDone={onDone} leave={leave} />;
  return (
    <Stack>
      <Text>
        You need an authenticator app on your phone, such as the one of your password manager. From then on a
        login asks for your password and for a code of six digits that the app shows.
      </Text>
      {begin.error !== null && <ProblemAlert error={begin.error} />}
      <Group>
        <Button onClick={begin.run} loading={begin.isBusy}>
          Set up two-step login
        </Button>
        {leave}
      </Group>
    </Stack>
  );
};

const FirstCode = ({ begun, onDone, leave }: TwoStepEnrolmentProps & { readonly begun: Begun }) => {
  const form = useForm({ mode: 'uncontrolled', initialValues: { code: '' } });
  const confirm = useDeed(async ({ code }: { code: string }) => {
    const { data } = await client.POST('/auth/totp/confirm', { body: { code: code.replaceAll(' ', '') } });
    if (data) onDone(data.recoveryCodes);
  }, form);
  return (
    <form onSubmit={form.onSubmit(confirm.run)}>
      <Stack>
        <List type="ordered" spacing="sm">
          <List.Item>
            Scan this with the app:
            <Suspense>
              <QrCode of={begun.uri} label="QR code with the secret of your two-step login" />
            </Suspense>
          </List.Item>
          <List.Item>
            No camera? Enter this key in the app: <Code>{inGroups(begun.secret)}</Code>
          </List.Item>
          <List.Item>Enter the code that the app shows now.</List.Item>
        </List>
        {confirm.error !== null && <ProblemAlert error={confirm.error} />}
        <TextInput
          label="Code of six digits"
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9 ]{6,7}"
          required
          {...form.getInputProps('code')}
        />
        <Group>
          <Button type="submit" loading={confirm.isBusy}>
            Turn it on
          </Button>
          {leave}
        </Group>
      </Stack>
    </form>
  );
};

const inGroups = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ');
