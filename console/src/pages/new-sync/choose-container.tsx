import {
  Button,
  Group,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  Title,
  UnstyledButton,
} from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../../../src/client/index.js';
import { useOrganization } from '../../api/organization.js';
import {
  accountOf,
  type Connection,
  manyOf,
  type ModelName,
  type Provider,
  useSyncs,
} from '../../syncing/index.js';
import { Answer } from '../../ui/index.js';
import { useContainers } from './use-containers.js';

type Container = Schemas['Container'];

export interface Chosen {
  readonly container: Container;
  readonly model: ModelName;
}

export interface ChooseContainerProps {
  readonly connection: Connection;
  readonly provider: Provider;
  /** Shown first. */
  readonly model?: ModelName | undefined;
  readonly onChoose: (chosen: Chosen) => void;
  readonly onBack: () => void;
}

interface RowProps {
  readonly container: Container;
  readonly isTaken: boolean;
  readonly onChoose: () => void;
}

const Row = ({ container, isTaken, onChoose }: RowProps) => {
  const notes = [
    ...(container.primary ? ['the main one'] : []),
    ...(container.writable ? [] : ['read only']),
    ...(isTaken ? ['has a sync already'] : []),
  ].join(', ');
  return (
    <UnstyledButton className="row" onClick={onChoose} disabled={isTaken}>
      <Stack gap={0} flex={1}>
        <Text fw={600} truncate c={isTaken ? 'dimmed' : 'inherit'}>
          {container.name}
        </Text>
        {notes !== '' && (
          <Text size="sm" c="dimmed">
            {notes}
          </Text>
        )}
      </Stack>
    </UnstyledButton>
  );
};

const List = (props: ChooseContainerProps & { readonly model: ModelName }) => {
  const { model, onChoose, connection } = props;
  const [words, setWords] = useState('');
  const taken = new Set(
    useSyncs()
      .data?.data.filter(sync => sync.connectionId === connection.id && sync.model === model)
      .map(({ containerId }) => containerId),
  );
  return (
    <Answer of={useContainers(connection.id, model)} lines={5}>
      {({ data }) => (
        <Stack>
          <TextInput
            label="Search"
            value={words}
            onChange={event => {
              setWords(event.currentTarget.value);
            }}
            maw={360}
          />
          {data.length === 0 && (
            <Text>The account has nothing of this kind, or does not show it to the hub.</Text>
          )}
          <div style={{ maxHeight: '50vh', overflow: 'auto' }}>
            {data
              .filter(({ name }) => name.toLowerCase().includes(words.trim().toLowerCase()))
              .map(container => (
                <Row
                  key={container.id}
                  container={container}
                  isTaken={taken.has(container.id)}
                  onChoose={() => onChoose({ container, model })}
                />
              ))}
          </div>
        </Stack>
      )}
    </Answer>
  );
};

/** Step 2 of 3. */
export const ChooseContainer = (props: ChooseContainerProps) => {
  const { provider, connection, onBack } = props;
  const { id } = useOrganization();
  const models = provider.models.map(({ model }) => model as ModelName);
  const [model, setModel] = useState<ModelName>(props.model ?? models[0] ?? 'calendar_event');
  const name = provider.models.find(one => one.model === model)?.containerName ?? 'container';
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2}>
          2. Which {name} of {accountOf(connection)}?
        </Title>
        <Group gap="xs">
          <Button variant="default" size="xs" component={Link} to={`/o/${id}/connections/${connection.id}`}>
            Look at the connection
          </Button>
          <Button variant="default" size="xs" onClick={onBack}>
            Another account
          </Button>
        </Group>
      </Group>
      {models.length > 1 && (
        <SegmentedControl
          aria-label="Kind of data"
          data={models.map(value => ({ value, label: manyOf(value) }))}
          value={model}
          onChange={value => {
            setModel(value);
          }}
          maw={360}
        />
      )}
      <List {...props} model={model} key={model} />
    </Stack>
  );
};
