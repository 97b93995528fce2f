import { Button, Group, Text } from '@mantine/core';
import { type Me, useForgetEverything } from '../../api/session.js';
import { Doorway } from '../../ui/index.js';
import { SomebodyElse } from './somebody-else.js';

/** A login that belongs nowhere, or nowhere any more. */
export const Uninvited = ({ me }: { readonly me: Me }) => {
  const forget = useForgetEverything();
  return (
    <Doorway title={`Hello ${me.account.name}`}>
      <Text>
        You are a member of no organization at present. Ask an owner or admin to invite {me.account.email},
        then open the link that you get in this browser.
      </Text>
      <Group justify="space-between">
        <Button variant="default" onClick={() => void forget()}>
          Look again
        </Button>
        <SomebodyElse email={me.account.email} />
      </Group>
    </Doorway>
  );
};
