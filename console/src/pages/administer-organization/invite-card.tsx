import { Button, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';
import { enter } from '../../api/found-organization.js';
import type { Role } from '../../api/organization.js';
import { useForgetEverything, useSession } from '../../api/session.js';
import { ProblemAlert, RoleChoice, Secret, useDeed } from '../../ui/index.js';

type Organization = Schemas['Organization'];

/** A way in for somebody, such as an owner who lost everybody's keys. */
export const InviteCard = ({ organization }: { readonly organization: Organization }) => {
  const [url, setUrl] = useState<string | null>(null);
  return (
    <Paper withBorder p="lg">
      <Stack>
        <Title order={2}>Members</Title>
        <Text>
          Who is in it stands in the organization itself. From outside you can give somebody a way in; the
          organization’s audit trail shows it.
        </Text>
        <Myself organization={organization} />
        {url === null ? (
          <Wish organizationId={organization.id} onUrl={setUrl} />
        ) : (
          <Secret title="The invitation, shown this once" value={url}>
            Hand this link to the person. It works once, for seven days.
          </Secret>
        )}
      </Stack>
    </Paper>
  );
};

const Myself = ({ organization }: { readonly organization: Organization }) => {
  const { data: me } = useSession();
  const forget = useForgetEverything();
  const join = useDeed(async () => {
    if (!me) return;
    await enter(organization.id, me);
    await forget();
  });
  if (!me) return null;
  if (me.organizations.some(({ id }) => id === organization.id)) {
    return (
      <Button component={Link} to={`/o/${organization.id}`} variant="default" style={{ alignSelf: 'start' }}>
        Go in
      </Button>
    );
  }
  return (
    <Stack align="flex-start" gap="xs">
      {join.error !== null && <ProblemAlert error={join.error} />}
      <Button variant="default" onClick={join.run} loading={join.isBusy}>
        Become an owner yourself
      </Button>
    </Stack>
  );
};

interface WishProps {
  readonly organizationId: string;
  readonly onUrl: (url: string) => void;
}

const Wish = ({ organizationId, onUrl }: WishProps) => {
  const initialValues: { email: string; role: Role } = { email: '', role: 'owner' };
  const form = useForm({ mode: 'uncontrolled', initialValues });
  const invite = useDeed(async (body: typeof initialValues) => {
    const params = { path: { id: organizationId } };
    const { data } = await client.POST('/admin/v1/organizations/{id}/invitations', { params, body });
    if (data) onUrl(data.url);
  }, form);
  return (
    <form onSubmit={form.onSubmit(invite.run)}>
      <Stack align="flex-start">
        {invite.error !== null && <ProblemAlert error={invite.error} />}
        <TextInput
          label="E-mail address"
          type="email"
          required
          w="100%"
          maw={480}
          {...form.getInputProps('email')}
        />
        <RoleChoice {...form.getInputProps('role')} />
        <Button type="submit" variant="default" loading={invite.isBusy}>
          Make an invitation
        </Button>
      </Stack>
    </form>
  );
};
