import { Box, Button, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { byPage, Empty, Page, Rows, Status, When } from '../../ui/index.js';
import { AccountMenu } from './account-menu.js';
import { InviteOperator } from './invite-operator.js';

type Account = Schemas['Account'];

/** Everybody who has a password at this hub. */
export const Component = () => {
  const accounts = api.useInfiniteQuery('get', '/admin/v1/accounts', {}, byPage);
  const invite = () => modals.open({ title: 'Invite an operator', size: 'lg', children: <InviteOperator /> });
  return (
    <Page
      title="Logins"
      description="People who log in with a password of this hub. Those of a single sign-on belong to their organization."
      actions={<Button onClick={invite}>Invite an operator</Button>}
    >
      <Rows
        label="Logins"
        of={accounts}
        keyOf={({ id }) => id}
        row={account => <AccountRow account={account} />}
        height={64}
        empty={<Empty title="No logins yet">They are made by set-up and by invitations.</Empty>}
      />
    </Page>
  );
};

const AccountRow = ({ account }: { readonly account: Account }) => (
  <Box className="row" style={{ flexWrap: 'wrap' }}>
    <Box flex={1} miw={200}>
      <Text fw={500}>{account.name}</Text>
      <Text size="sm" c="dimmed">
        {account.email} · since <When at={account.createdAt} />
      </Text>
    </Box>
    {account.isOperator && <Status of="Operator" tone="busy" />}
    <Status of={account.hasTotp ? 'Two steps' : 'Password alone'} tone={account.hasTotp ? 'good' : 'quiet'} />
    <AccountMenu account={account} />
  </Box>
);
