import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { problemOf } from '../../api/problem.js';
import { ProblemAlert, say } from '../../ui/index.js';
import type { Connection } from '../lookups.js';
import { useRefresh } from '../refresh.js';
import type { Consent, Purpose } from './consents.js';

const subjects = [
  { value: 'end_user', label: 'A person whose account it is' },
  { value: 'member', label: 'A member of this organization' },
  { value: 'organization', label: 'The organization itself' },
];

export interface GiveConsentProps {
  readonly purpose: Purpose;
  readonly connection: Connection;
  readonly onGiven: (consent: Consent) => void;
  readonly onCancel: () => void;
}

const start = ({ endUserId, memberId, account }: Connection) => ({
  type: endUserId !== null ? 'end_user' : memberId !== null ? 'member' : 'end_user',
  id: endUserId ?? memberId ?? account.id,
  label: account.name,
  noticeVersion: '',
});

const useGive = ({ purpose, onGiven, connection }: GiveConsentProps) => {
  const { id: organizationId } = useOrganization();
  const refresh = useRefresh();
  const form = useForm({ initialValues: start(connection) });
  const give = api.useMutation('post', '/v1/organizations/{organizationId}/consents', {
    onError: error => {
      form.setErrors({ ...problemOf(error).fields });
    },
    onSuccess: async consent => {
      await refresh('consents');
      say('The consent is recorded.');
      onGiven(consent);
    },
  });
  const submit = form.onSubmit(({ type, id, label, noticeVersion }) => {
    const subject = {
      type,
      id,
      ...(label === '' ? {} : { label }),
    } as Schemas['GiveConsentInput']['subject'];
    give.mutate({ params: { path: { organizationId } }, body: { purpose, subject, noticeVersion } });
  });
  return { form, give, submit };
};

const Meaning = () => (
  <Text size="sm">
    Record this only if the person really agreed. It is evidence: it is kept in the audit trail and can be
    withdrawn at any time, which stops the sync.
  </Text>
);

/** Records that somebody agreed. */
export const GiveConsent = (props: GiveConsentProps) => {
  const { form, give, submit } = useGive(props);
  return (
    <form
      onSubmit={event => {
        // It stands inside the form of a sync.
        event.stopPropagation();
        submit(event);
      }}
    >
      <Stack>
        <Meaning />
        {give.error !== null && <ProblemAlert error={give.error} />}
        <Select label="Who agreed" data={subjects} allowDeselect={false} {...form.getInputProps('type')} />
        <TextInput
          label="Your id of them"
          description="Not a name or an address."
          required
          {...form.getInputProps('id')}
        />
        <TextInput label="Shown as" {...form.getInputProps('label')} />
        <TextInput
          label="Version of the privacy notice they saw"
          placeholder="2026-11"
          required
          data-autofocus
          {...form.getInputProps('noticeVersion')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onCancel}>
            Leave it
          </Button>
          <Button type="submit" loading={give.isPending}>
            Record the consent
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
