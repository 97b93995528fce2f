import { NumberInput, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { type SubmitEvent, useState } from 'react';
import { DeedForm } from '../../../connecting/deed-form.js';
import { entered, type Values } from '../../../connecting/json-schema.js';
import { renamed } from '../../../connecting/renamed.js';
import { SchemaFields } from '../../../connecting/schema-fields.js';
import { useSchemaForm } from '../../../connecting/use-schema-form.js';
import { useDeed } from '../../../ui/index.js';
import { LinkMade } from './link-made.js';
import { Permissions } from './permissions.js';
import type { SignInProps } from './sign-in.js';
import { type ConnectSession, useConnectSession } from './use-connect-session.js';

const minuteSeconds = 60;
const mostMinutes = 1_440;

/** A link by which somebody without a login here connects their account. */
export const SendLink = ({ provider, integration, way }: SignInProps) => {
  const [made, setMade] = useState<ConnectSession>();
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set());
  const person = useForm<Person>({
    initialValues: { endUserId: '', endUserLabel: '', minutes: 60 },
    validate: { endUserId: id => (id.trim() === '' ? 'This is needed.' : null) },
  });
  const { fields, form } = useSchemaForm(provider.settings);
  const connectSession = useConnectSession({ provider, integration });
  const { run, error, isBusy } = useDeed(
    async () => {
      const { endUserId, endUserLabel, minutes } = person.getValues();
      const wish = {
        ...{ endUserId: endUserId.trim(), ...(endUserLabel === '' ? {} : { endUserLabel }) },
        ...{ method: way === 'installation' ? way : ('oauth' as const), noticeVersion: '1' },
        expiresInSeconds: minutes * minuteSeconds,
        settings: entered(fields, form.getValues()) as Record<string, string>,
      };
      setMade(await connectSession(wish, without));
    },
    renamed(form, field => `settings.${field}`),
  );
  if (made) return <LinkMade session={made} provider={provider} onAgain={() => setMade(undefined)} />;
  return (
    <DeedForm onSubmit={bothRight(person, form, run)} {...{ error, isBusy }} button="Make the link">
      <WhoInputs form={person} />
      <SchemaFields fields={fields} form={form} />
      <Permissions provider={provider} without={without} onChange={setWithout} />
    </DeedForm>
  );
};

/** Two forms, one button: goes on when both are filled in right. */
const bothRight =
  (person: UseFormReturnType<Person>, form: UseFormReturnType<Values>, go: () => void) =>
  (event?: SubmitEvent<HTMLFormElement>): void => {
    event?.preventDefault();
    const isWrong = [person.validate(), form.validate()].some(({ hasErrors }) => hasErrors);
    if (!isWrong) go();
  };

interface Person {
  readonly endUserId: string;
  readonly endUserLabel: string;
  readonly minutes: number;
}

interface WhoInputsProps {
  readonly form: UseFormReturnType<Person>;
}

const WhoInputs = ({ form }: WhoInputsProps) => (
  <>
    <TextInput
      label="Your id of the person"
      description="From your own product or list, such as a customer number; not their name or address."
      required
      maxLength={200}
      {...form.getInputProps('endUserId')}
    />
    <TextInput
      label="Their name"
      description="How the page greets them. Can be left empty."
      maxLength={200}
      {...form.getInputProps('endUserLabel')}
    />
    <NumberInput
      label="The link works for"
      suffix=" minutes"
      min={1}
      max={mostMinutes}
      {...form.getInputProps('minutes')}
    />
  </>
);
