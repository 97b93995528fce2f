import { Modal, Radio, Select, Stack, Text, TextInput } from '@mantine/core';
import { DeedForm } from '../../connecting/deed-form.js';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { usePurposes } from '../../connecting/purposes.js';
import { renamed } from '../../connecting/renamed.js';
import { say, useDeed } from '../../ui/index.js';
import type { Purpose } from './consent.js';

interface Values {
  readonly purpose: Purpose | null;
  readonly state: 'given' | 'refused';
  readonly subjectId: string;
  readonly label: string;
  readonly noticeVersion: string;
  readonly until: string;
}

export interface GiveConsentProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** What was agreed to elsewhere, such as on paper or in another product. */
export const GiveConsent = ({ isOpen, onClose }: GiveConsentProps) => (
  <Modal opened={isOpen} onClose={onClose} title="Record a consent" size="lg">
    <GiveForm onDone={onClose} />
  </Modal>
);

const need = (text: string | null): string | null =>
  text === null || text.trim() === '' ? 'This is needed.' : null;

const bodyOf = ({ purpose, state, subjectId, label, noticeVersion, until }: Values) => ({
  subject: { type: 'end_user' as const, id: subjectId.trim(), ...(label === '' ? {} : { label }) },
  ...{ purpose: purpose ?? 'identity', state, noticeVersion: noticeVersion.trim() },
  ...(until === '' ? {} : { expiresAt: new Date(until).toISOString() }),
});

const paths: Readonly<Record<string, string>> = {
  subjectId: 'subject.id',
  label: 'subject.label',
  until: 'expiresAt',
};

const GiveForm = ({ onDone }: { readonly onDone: () => void }) => {
  const { id } = useOrganization();
  const queries = useQueryClient();
  const form = useForm<Values>({
    initialValues: { purpose: null, state: 'given', subjectId: '', label: '', noticeVersion: '1', until: '' },
    validate: { purpose: need, subjectId: need, noticeVersion: need },
  });
  const { run, error, isBusy } = useDeed(
    async () => {
      const path = { organizationId: id };
      const body = bodyOf(form.getValues());
      await client.POST('/v1/organizations/{organizationId}/consents', { params: { path }, body });
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => String(queryKey[1]).includes('/consents'),
      });
      say('Recorded.');
      onDone();
    },
    renamed(form, field => paths[field] ?? field),
  );
  return (
    <DeedForm onSubmit={form.onSubmit(run)} {...{ error, isBusy }} button="Record">
      <Inputs form={form} />
    </DeedForm>
  );
};

const Inputs = ({ form }: { readonly form: UseFormReturnType<Values> }) => {
  const { data } = usePurposes();
  const purposes = data?.data ?? [];
  const chosen = purposes.find(({ key }) => key === form.values.purpose);
  return (
    <>
      <Select
        label="Purpose"
        required
        data-autofocus
        allowDeselect={false}
        data={purposes.map(({ key, name }) => ({ value: key, label: name }))}
        {...form.getInputProps('purpose')}
      />
      {chosen && <Text size="sm">{chosen.description}</Text>}
      <Radio.Group label="The person" {...form.getInputProps('state')}>
        <Stack gap="xs" mt="xs">
          <Radio value="given" label="agreed" />
          <Radio value="refused" label="refused" />
        </Stack>
      </Radio.Group>
      <Person form={form} />
    </>
  );
};

const Person = ({ form }: { readonly form: UseFormReturnType<Values> }) => (
  <>
    <TextInput
      label="Your id of the person"
      description="From your own product or list, such as a customer number; not their name or address."
      required
      {...form.getInputProps('subjectId')}
    />
    <TextInput
      label="Their name"
      description="How to show them. Can be left empty."
      {...form.getInputProps('label')}
    />
    <TextInput
      label="Version of the notice they were shown"
      required
      {...form.getInputProps('noticeVersion')}
    />
    <TextInput
      type="datetime-local"
      label="Until"
      description="Empty: until it is withdrawn."
      {...form.getInputProps('until')}
    />
  </>
);
