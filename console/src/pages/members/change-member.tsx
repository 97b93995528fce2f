import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { modals } from '@mantine/modals';
import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';
import type { Organization } from '../../api/organization.js';
import { ProblemAlert, RoleChoice, say, useDeed } from '../../ui/index.js';

export interface ChangeMemberProps {
  readonly member: Schemas['Member'];
  readonly organization: Organization;
}

export const ChangeMember = ({ member, organization }: ChangeMemberProps) => {
  const queries = useQueryClient();
  const initialValues = { name: member.name, role: member.role };
  const form = useForm({ mode: 'uncontrolled', initialValues });
  const change = useDeed(async (body: typeof initialValues) => {
    const params = { path: { organizationId: organization.id, id: member.id } };
    await client.PATCH('/v1/organizations/{organizationId}/members/{id}', { params, body });
    await queries.invalidateQueries({ queryKey: ['get', '/v1/organizations/{organizationId}/members'] });
    modals.closeAll();
    say('Changed. It counts from the next request on.');
  }, form);
  return (
    <form onSubmit={form.onSubmit(change.run)}>
      <Stack>
        {change.error !== null && <ProblemAlert error={change.error} />}
        <TextInput label="Name" required maxLength={120} data-autofocus {...form.getInputProps('name')} />
        <RoleChoice
          upTo={organization.role === 'owner' ? 'owner' : 'admin'}
          {...form.getInputProps('role')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            Leave it
          </Button>
          <Button type="submit" loading={change.isBusy}>
            Change
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
