import { Button, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { modals } from '@mantine/modals';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.js';
import { found } from '../../api/found-organization.js';
import { sessionQuery } from '../../api/session.js';
import { ProblemAlert, Secret, useDeed } from '../../ui/index.js';

interface Made {
  readonly id: string;
  readonly name: string;
  readonly ownerEmail: string;
  readonly apiKey: string;
  /** Null for the operator's own, who needs none. */
  readonly invitation: string | null;
  readonly isMine: boolean;
}

interface CreateOrganizationProps {
  /** What opens above the pages has no router of its own. */
  readonly onGoIn: (organizationId: string) => void;
}

const empty = { name: '', isMine: false, ownerName: '', ownerEmail: '' };
type Wish = typeof empty;

const invite = async (id: string, email: string): Promise<string | null> => {
  const params = { path: { id } };
  const body = { email, role: 'owner' } as const;
  const { data } = await client.POST('/admin/v1/organizations/{id}/invitations', { params, body });
  return data?.url ?? null;
};

/** The organization, its owner, and how the owner comes in. */
export const CreateOrganization = ({ onGoIn }: CreateOrganizationProps) => {
  const [made, setMade] = useState<Made | null>(null);
  return made === null ? <WishForm onMade={setMade} /> : <Handover made={made} onGoIn={onGoIn} />;
};

const WishForm = ({ onMade }: { readonly onMade: (made: Made) => void }) => {
  const queries = useQueryClient();
  const form = useForm({ initialValues: empty });
  const create = useDeed(async ({ name, isMine, ownerName, ownerEmail }: Wish) => {
    const { id, apiKey } = await found(name, isMine ? 'me' : { name: ownerName, email: ownerEmail });
    const made = { id, name, ownerEmail, apiKey, isMine };
    // The organization is there and its key is shown this once, whatever becomes of the invitation.
    onMade({ ...made, invitation: null });
    await queries.invalidateQueries({ queryKey: ['get', '/admin/v1/organizations'] });
    if (isMine) await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
    else onMade({ ...made, invitation: await invite(id, ownerEmail) });
  }, form);
  return (
    <form onSubmit={form.onSubmit(create.run)}>
      <Stack>
        {create.error !== null && <ProblemAlert error={create.error} />}
        <TextInput
          label="Name of the organization"
          required
          maxLength={120}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Switch label="I am its owner" {...form.getInputProps('isMine', { type: 'checkbox' })} />
        {!form.values.isMine && <OwnerFields form={form} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            Leave it
          </Button>
          <Button type="submit" loading={create.isBusy}>
            Create it
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const Handover = ({ made, onGoIn }: CreateOrganizationProps & { readonly made: Made }) => (
  <Stack>
    {!made.isMine && <OwnersWayIn made={made} />}
    <Secret title="The first API key, shown this once" value={made.apiKey}>
      {`For programs of ${made.name}, with everything its owner may do. Hand it over on a safe way, or revoke it later under API keys.`}
    </Secret>
    <Group justify="flex-end">
      <Button variant={made.isMine ? 'default' : 'filled'} onClick={() => modals.closeAll()}>
        Done
      </Button>
      {made.isMine && (
        <Button
          onClick={() => {
            modals.closeAll();
            onGoIn(made.id);
          }}
        >
          Go in
        </Button>
      )}
    </Group>
  </Stack>
);

const OwnersWayIn = ({ made }: { readonly made: Made }) =>
  made.invitation === null ? (
    <Text size="sm">
      The owner’s invitation is not made yet. If it does not appear, make it on the page of the organization.
    </Text>
  ) : (
    <Secret title="The owner’s invitation, shown this once" value={made.invitation}>
      {`Hand this link to ${made.ownerEmail}. It works once, for seven days.`}
    </Secret>
  );

const OwnerFields = ({ form }: { readonly form: UseFormReturnType<Wish> }) => (
  <>
    <TextInput
      label="Name of the owner"
      description="The first owner, who invites everybody else."
      required
      maxLength={120}
      {...form.getInputProps('ownerName')}
    />
    <TextInput
      label="E-mail address of the owner"
      type="email"
      required
      {...form.getInputProps('ownerEmail')}
    />
  </>
);
