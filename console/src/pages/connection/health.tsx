import { Alert, Stack, Text } from '@mantine/core';
import { wordsOf } from '../../connecting/json-schema.js';
import type { Connection } from '../../connecting/providers.js';
import { useMembers } from '../../known/index.js';
import { Facts, Status, When } from '../../ui/index.js';
import { Reconnect } from './reconnect.js';

/** How the connection does, and what helps when it does not. */
export const Health = ({ connection }: { readonly connection: Connection }) => {
  const { trouble } = connection;
  return (
    <Stack>
      {trouble !== null && (
        <Alert color="orange" title={trouble.text}>
          <Stack gap="sm" align="flex-start">
            <Text size="sm">{trouble.nextStep}</Text>
            {connection.lastError !== null && (
              <Text size="xs" c="dimmed">
                {connection.lastError.code}, <When at={connection.lastError.at} />
              </Text>
            )}
            {trouble.reconnect && <Reconnect connection={connection} />}
          </Stack>
        </Alert>
      )}
      <Facts rows={[...factsOf(connection), ...settingsOf(connection)]} />
    </Stack>
  );
};

const revocationWords: Readonly<Record<Connection['revocation'], string | null>> = {
  none: null,
  pending: 'Being taken back at the vendor',
  done: 'Taken back at the vendor',
  kept: 'Stands at the vendor, for another connection uses it',
  unsupported: 'The vendor has no way to take it back; destroyed here',
  failed: 'The vendor would not take it back; destroyed here',
};

const credentialWords = ({ credential, revocation }: Connection) => {
  if (credential === null) return revocationWords[revocation] ?? 'Destroyed';
  if (credential.expiresAt === null) return 'Kept encrypted, does not end';
  return (
    <>
      {credential.renews ? 'Renews by itself ' : 'Ends '}
      <When at={credential.expiresAt} />
    </>
  );
};

const factsOf = (connection: Connection) =>
  [
    ['Status', <Status key="status" of={connection.status} />],
    ['Last used', <When key="used" at={connection.lastUsedAt} />],
    ['Authorization', credentialWords(connection)],
    ['Account at the vendor', connection.account.id],
    ['Belongs to', <Person key="person" connection={connection} />],
    ['Connected', <When key="since" at={connection.createdAt} />],
    ...(connection.disconnectedAt === null
      ? []
      : [['Disconnected', <When key="until" at={connection.disconnectedAt} />] as const]),
    ['Request budget', <Budget key="budget" connection={connection} />],
  ] as const;

/** A member of this organization, or an end user by the organization’s own id. */
const Person = ({ connection: { memberId, endUserId } }: { readonly connection: Connection }) => {
  const member = useMembers().data?.data.find(({ id }) => id === memberId);
  if (member !== undefined) return member.name;
  return endUserId === null ? 'Nobody in particular' : `End user ${endUserId}`;
};

const settingsOf = ({ settings }: Connection) =>
  Object.entries(settings).map(([name, value]) => [wordsOf(name), value] as const);

/** What the vendor said about requests of this account, as far as the answering process knows. */
const Budget = ({ connection: { budget } }: { readonly connection: Connection }) => {
  if (budget === null) return 'The vendor has said nothing yet';
  if (budget.closedUntil !== null) {
    return (
      <>
        Used up; goes on <When at={budget.closedUntil} />
      </>
    );
  }
  const left =
    budget.remaining === null ? 'Not used up' : `${budget.remaining.toLocaleString()} requests left`;
  return budget.resetAt === null ? (
    left
  ) : (
    <>
      {left}, anew <When at={budget.resetAt} />
    </>
  );
};
