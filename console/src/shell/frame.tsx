import { AppShell, Burger, Group, ScrollArea, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, Suspense } from 'react';
import { Link, Outlet } from 'react-router';
import { pageId, useFocusOfNewPages } from './focus-page.js';
import { Mark } from './mark.js';
import { type PlaceGroup, Places } from './places.js';
import { UserMenu } from './user-menu.js';

export interface FrameProps {
  readonly base: string;
  readonly title: ReactNode;
  readonly groups: readonly PlaceGroup[];
}

/** Header, navigation and the page. On a phone the navigation is behind a button. */
export const Frame = ({ base, title, groups }: FrameProps) => {
  const [isOpen, { toggle, close }] = useDisclosure(false);
  useFocusOfNewPages();
  const navbar = { width: 220, breakpoint: 'sm', collapsed: { mobile: !isOpen } };
  return (
    <AppShell header={{ height: 56 }} navbar={navbar} padding="md">
      <a className="skip-link" href={`#${pageId}`}>
        To the page
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap" miw={0}>
            <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Navigation" />
            <UnstyledButton component={Link} to={base} aria-label="Overview">
              <Mark />
            </UnstyledButton>
            {title}
          </Group>
          <UserMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar aria-label="Pages">
        <AppShell.Section grow component={ScrollArea} p="xs">
          <Places base={base} groups={groups} onLeave={close} />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id={pageId} tabIndex={-1}>
        <Suspense>
          <Outlet />
        </Suspense>
      </AppShell.Main>
    </AppShell>
  );
};
