import { Box, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { useSession } from '../../api/session.js';
import { byPage, Rows, Status, When } from '../../ui/index.js';
import { MemberMenu } from './member-menu.js';

type Member = Schemas['Member'];

export const MemberList = ({ empty }: { readonly empty: ReactNode }) => {
  const { id: organizationId } = useOrganization();
  const members = api.useInfiniteQuery(
    'get',
    '/v1/organizations/{organizationId}/members',
    { params: { path: { organizationId } } },
    byPage,
  );
  return (
    <Rows
      label="Members"
      of={members}
      keyOf={({ id }) => id}
      row={member => <MemberRow member={member} />}
      empty={empty}
      height={64}
    />
  );
};

const MemberRow = ({ member }: { readonly member: Member }) => {
  const { data: me } = useSession();
  const mayManage = useMay(member.role === 'owner' ? 'owner' : 'admin');
  return (
    <Box className="row">
      <Box flex={1}>
        <Text fw={500}>
          {member.name}
          {me?.memberId === member.id && (
            <Text span inherit c="dimmed" fw={400}>
              {' '}
              (you)
            </Text>
          )}
        </Text>
        <Text size="sm" c="dimmed">
          {member.email} · {member.role} · since <When at={member.createdAt} />
        </Text>
      </Box>
      {member.status === 'suspended' && <Status of="suspended" />}
      {mayManage && <MemberMenu member={member} />}
    </Box>
  );
};
