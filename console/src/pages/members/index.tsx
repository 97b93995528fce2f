import { Button, Stack, Title } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMay, useOrganization } from '../../api/organization.js';
import { Empty, Page } from '../../ui/index.js';
import { Invite } from './invite.js';
import { Invitations } from './invitations.js';
import { MemberList } from './member-list.js';

/** Who belongs to the organization, and who is invited. */
export const Component = () => {
  const organization = useOrganization();
  const mayInvite = useMay('admin');
  const invite = () =>
    modals.open({ title: 'Invite somebody', children: <Invite organization={organization} />, size: 'lg' });
  return (
    <Page
      title="Members"
      description="Who may come into this organization, and what each may do here."
      actions={mayInvite && <Button onClick={invite}>Invite somebody</Button>}
    >
      <MemberList
        empty={
          <Empty title="Nobody yet" action={mayInvite && <Button onClick={invite}>Invite somebody</Button>}>
            People come in by an invitation that you hand them.
          </Empty>
        }
      />
      {mayInvite && (
        <Stack>
          <Title order={2}>Invitations</Title>
          <Invitations />
        </Stack>
      )}
    </Page>
  );
};
