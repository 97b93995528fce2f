import { Button, Menu } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { ask, complain, fullTime, say, Secret } from '../../ui/index.js';
import { ChangeMember } from './change-member.js';

type Member = Schemas['Member'];
const path = '/v1/organizations/{organizationId}/members/{id}';

/** Asks first, then does it, and says so. */
const useDeeds = (member: Member) => {
  const organization = useOrganization();
  const queries = useQueryClient();
  const params = { path: { organizationId: organization.id, id: member.id } };
  const refresh = () =>
    queries.invalidateQueries({ queryKey: ['get', '/v1/organizations/{organizationId}/members'] });
  const setStatus = async (status: Member['status']): Promise<void> => {
    const text = 'The sessions and keys of this person stop working at once. Nothing is deleted.';
    const title = `Suspend ${member.name}?`;
    if (status === 'suspended' && !(await ask({ title, text, yes: 'Suspend', isDangerous: true }))) return;
    await client.PATCH(path, { params, body: { status } });
    await refresh();
    say(status === 'suspended' ? `${member.name} is suspended.` : `${member.name} may come in again.`);
  };
  const remove = async (): Promise<void> => {
    const text =
      'The sessions end and the keys are revoked. What the person did stays in the audit trail. To come back, the person needs an invitation.';
    if (!(await ask({ title: `Remove ${member.name}?`, text, yes: 'Remove', isDangerous: true }))) return;
    await client.DELETE(path, { params });
    await refresh();
    say(`${member.name} is removed.`);
  };
  const reset = async (): Promise<void> => {
    const { data } = await client.POST(`${path}/password-reset`, { params });
    if (data) showLink(member, data);
  };
  const change = () =>
    modals.open({
      title: `Change ${member.name}`,
      size: 'lg',
      children: <ChangeMember member={member} organization={organization} />,
    });
  return { setStatus, remove, reset, change };
};

const showLink = (member: Member, { url, expiresAt }: Schemas['IssuedLink']): void => {
  modals.open({
    title: 'A new password',
    size: 'lg',
    children: (
      <Secret title="The link, shown this once" value={url}>
        {`Hand it to ${member.name}. It works once, until ${fullTime(expiresAt)}, and ends all sessions of that person.`}
      </Secret>
    ),
  });
};

export const MemberMenu = ({ member }: { readonly member: Member }) => {
  const { setStatus, remove, reset, change } = useDeeds(member);
  const isOwner = useMay('owner');
  const isActive = member.status === 'active';
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" aria-label={`Manage ${member.name}`}>
          Manage
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={change}>Change name or role</Menu.Item>
        {isOwner && <Menu.Item onClick={() => void reset().catch(complain)}>Make a password link</Menu.Item>}
        <Menu.Item onClick={() => void setStatus(isActive ? 'suspended' : 'active').catch(complain)}>
          {isActive ? 'Suspend' : 'Let in again'}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item c="red" onClick={() => void remove().catch(complain)}>
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
