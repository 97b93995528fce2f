import { Button, Stack, Text, TextInput, Title, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useOrganization } from '../../api/organization.js';
import { useProviderName } from '../../connecting/providers.js';
import { accountOf, type Connection } from '../../syncing/index.js';
import { Empty, Status } from '../../ui/index.js';

export interface ChooseConnectionProps {
  readonly connections: readonly Connection[];
  readonly onChoose: (id: string) => void;
}

const few = 6;

const fits = (connection: Connection, words: string): boolean =>
  [accountOf(connection), connection.account.email, connection.provider, connection.endUserId]
    .join(' ')
    .toLowerCase()
    .includes(words.trim().toLowerCase());

interface RowProps {
  readonly connection: Connection;
  readonly onChoose: (id: string) => void;
}

const Row = ({ connection, onChoose }: RowProps) => {
  const nameOf = useProviderName();
  return (
    <UnstyledButton
      className="row"
      disabled={connection.status !== 'active'}
      onClick={() => onChoose(connection.id)}
    >
      <Stack gap={0} flex={1}>
        <Text fw={600} truncate>
          {accountOf(connection)}
        </Text>
        <Text size="sm" c="dimmed" truncate>
          {nameOf(connection.provider)}
        </Text>
      </Stack>
      <Status of={connection.status} />
    </UnstyledButton>
  );
};

/** Step 1 of 3. An account that is not active has to be connected again first. */
export const ChooseConnection = ({ connections, onChoose }: ChooseConnectionProps) => {
  const { id } = useOrganization();
  const [words, setWords] = useState('');
  const shown = connections.filter(({ status }) => status !== 'disconnected').filter(one => fits(one, words));
  if (connections.length === 0) {
    return (
      <Empty
        title="First connect an account"
        action={
          <Button component={Link} to={`/o/${id}/providers`}>
            Providers
          </Button>
        }
      >
        A sync covers something of a connected account. Choose a provider and connect one.
      </Empty>
    );
  }
  return (
    <Stack>
      <Title order={2}>1. Which account?</Title>
      {connections.length > few && (
        <TextInput
          label="Search"
          value={words}
          onChange={event => {
            setWords(event.currentTarget.value);
          }}
          maw={360}
        />
      )}
      <div>
        {shown.map(connection => (
          <Row key={connection.id} connection={connection} onChoose={onChoose} />
        ))}
      </div>
    </Stack>
  );
};
