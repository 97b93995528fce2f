import { Accordion, List, Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** What helps somebody who cannot log in. Nothing is sent by mail: people make the links. */
export const NoWayIn = () => (
  <Accordion variant="contained">
    <Cure of="I forgot my password">
      <Text size="sm">Ask for a link by which you choose a new one. It is made, and handed to you, by</Text>
      <List size="sm" mt="xs">
        <List.Item>an owner of your organization, under Members;</List.Item>
        <List.Item>
          an operator of this hub, under Logins, if you are in several organizations or an operator yourself.
        </List.Item>
      </List>
    </Cure>
    <Cure of="I lost my phone">
      <Text size="sm">
        Log in with your password and one of your recovery codes. Without any left, an operator of this hub
        can turn your two-step login off.
      </Text>
    </Cure>
    <Cure of="My organization has single sign-on">
      <Text size="sm">
        Open the login address of your organization; its owner finds it under Settings. It looks like{' '}
        {window.location.origin}/auth/sso/… .
      </Text>
    </Cure>
    <Cure of="I have no login yet">
      <Text size="sm">
        Logins are made by invitation. Ask an owner or admin of your organization for one, and open its link.
      </Text>
    </Cure>
  </Accordion>
);

const Cure = ({ of, children }: { readonly of: string; readonly children: ReactNode }) => (
  // An id comes of it, which may hold no spaces.
  <Accordion.Item value={of.replaceAll(' ', '-')}>
    <Accordion.Control>{of}</Accordion.Control>
    <Accordion.Panel>{children}</Accordion.Panel>
  </Accordion.Item>
);
