import { Group, NavLink, Stack } from '@mantine/core';
import { Link } from 'react-router';
import type { Me } from '../../api/session.js';
import { Doorway, Status } from '../../ui/index.js';
import { SomebodyElse } from './somebody-else.js';

const howItOpens = ({ loginAt, isSuspended, role }: Me['organizations'][number]): string => {
  if (isSuspended) return 'Suspended by the operator';
  return loginAt === null ? `As ${role}` : 'By its single sign-on';
};

/** For whoever belongs to several organizations, or operates the hub besides. */
export const ChoosePlace = ({ me }: { readonly me: Me }) => (
  <Doorway title="Where to?" description={`You are logged in as ${me.account.email}.`}>
    <Stack component="nav" aria-label="Places" gap="xs">
      {me.organizations.map(place => (
        <NavLink
          key={place.id}
          component={Link}
          to={place.loginAt ?? `/o/${place.id}`}
          reloadDocument={place.loginAt !== null}
          label={place.name}
          description={howItOpens(place)}
          rightSection={place.isSuspended ? <Status of="suspended" /> : undefined}
        />
      ))}
      {me.account.isOperator && (
        <NavLink
          component={Link}
          to="/installation"
          label="The installation"
          description="Organizations, queues and logins of this hub"
        />
      )}
    </Stack>
    <Group justify="flex-end">
      <SomebodyElse email={me.account.email} />
    </Group>
  </Doorway>
);
