import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { modals } from '@mantine/modals';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.js';
import type { Organization, Role } from '../../api/organization.js';
import { fullTime, ProblemAlert, RoleChoice, Secret, useDeed } from '../../ui/index.js';

interface Link {
  readonly url: string;
  readonly email: string;
  readonly expiresAt: string;
}

/** A dialog lives outside the organization's pages, so it is told which one it is about. */
export const Invite = ({ organization }: { readonly organization: Organization }) => {
  const [link, setLink] = useState<Link | null>(null);
  return link === null ? <Wish organization={organization} onLink={setLink} /> : <Made link={link} />;
};

const Made = ({ link }: { readonly link: Link }) => (
  <Stack>
    <Secret title="The invitation, shown this once" value={link.url}>
      {`Hand this link to ${link.email}. It works once, until ${fullTime(link.expiresAt)}. Nothing was sent by mail.`}
    </Secret>
    <Group justify="flex-end">
      <Button onClick={() => modals.closeAll()}>Done</Button>
    </Group>
  </Stack>
);

interface WishProps {
  readonly organization: Organization;
  readonly onLink: (link: Link) => void;
}

const Wish = ({ organization, onLink }: WishProps) => {
  const queries = useQueryClient();
  const initialValues: { email: string; role: Role } = { email: '', role: 'member' };
  const form = useForm({ mode: 'uncontrolled', initialValues });
  const invite = useDeed(async (body: typeof initialValues) => {
    const path = '/v1/organizations/{organizationId}/invitations';
    const params = { path: { organizationId: organization.id } };
    const { data } = await client.POST(path, { params, body });
    await queries.invalidateQueries({ queryKey: ['get', path] });
    if (data) onLink(data);
  }, form);
  return (
    <form onSubmit={form.onSubmit(invite.run)}>
      <Stack>
        {invite.error !== null && <ProblemAlert error={invite.error} />}
        <TextInput
          label="E-mail address"
          description="Of the person. A newer invitation for the same address replaces the earlier one."
          type="email"
          required
          data-autofocus
          {...form.getInputProps('email')}
        />
        <RoleChoice
          upTo={organization.role === 'owner' ? 'owner' : 'admin'}
          {...form.getInputProps('role')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            Leave it
          </Button>
          <Button type="submit" loading={invite.isBusy}>
            Make the link
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
