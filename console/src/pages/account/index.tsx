import { Anchor, Container, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, Navigate } from 'react-router';
import { useSession } from '../../api/session.js';
import { Mark } from '../../shell/mark.js';
import { UserMenu } from '../../shell/user-menu.js';
import { Answer, Facts, Page } from '../../ui/index.js';
import { PasswordCard } from './password-card.js';
import { SessionsCard } from './sessions-card.js';
import { TwoStepCard } from './two-step-card.js';

/** A person's own login. It belongs to no organization, so it has no navigation of one. */
export const Component = () => {
  const session = useSession();
  return (
    <Answer of={session}>
      {me => {
        if (me === null || (me.required !== null && me.required !== 'organization')) {
          return <Navigate to="/login?to=/account" replace />;
        }
        const { name, email, isOperator } = me.account;
        return (
          <Surroundings>
            <Page title="Your login" description="For every organization you are a member of.">
              <Facts
                rows={[
                  ['Name', name],
                  ['E-mail address', email],
                  ['Member of', me.organizations.map(place => place.name).join(', ') || 'no organization'],
                  ...(isOperator ? [['Besides', 'operator of this hub'] as const] : []),
                ]}
              />
              <PasswordCard me={me} />
              <TwoStepCard me={me} />
              <SessionsCard />
            </Page>
          </Surroundings>
        );
      }}
    </Answer>
  );
};

const Surroundings = ({ children }: { readonly children: ReactNode }) => (
  <Container size="md" py="md">
    <Stack gap="xl">
      <Group component="header" justify="space-between">
        <Anchor component={Link} to="/" c="inherit">
          <Group gap="xs">
            <Mark />
            Back to the console
          </Group>
        </Anchor>
        <UserMenu />
      </Group>
      <main>{children}</main>
    </Stack>
  </Container>
);
