import { Button, Group, Select, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import type { Connection, Provider } from '../../connecting/providers.js';
import { manyOf } from '../../syncing/words.js';
import { Answer } from '../../ui/index.js';
import { Section } from './section.js';

export interface ContainersProps {
  readonly connection: Connection;
  readonly provider: Provider;
}

type Model = Provider['models'][number];

/** What the account has, such as its calendars: asked from the vendor when the page opens. */
export const Containers = ({ connection, provider }: ContainersProps) => {
  const [chosen, setChosen] = useState(provider.models[0]?.model);
  const model = provider.models.find(one => one.model === chosen);
  if (model === undefined || connection.status !== 'active') return null;
  const choice = provider.models.length > 1 && (
    <Select
      aria-label="Kind of data"
      size="xs"
      allowDeselect={false}
      data={provider.models.map(one => ({ value: one.model, label: manyOf(one.model) }))}
      value={model.model}
      onChange={value => {
        setChosen(value ?? model.model);
      }}
    />
  );
  return (
    <Section
      title="What is in the account"
      hint={`Every ${model.containerName} that this connection can see. A sync works with one.`}
      aside={choice}
    >
      <ContainerList connection={connection} model={model} key={model.model} />
    </Section>
  );
};

const ContainerList = ({ connection, model }: { readonly connection: Connection; readonly model: Model }) => {
  const { id } = useOrganization();
  const answer = api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/connections/{id}/containers',
    {
      params: {
        path: { organizationId: id, id: connection.id },
        query: { model: model.model as 'calendar_event' },
      },
    },
    { staleTime: 60_000, retry: false },
  );
  return (
    <Answer of={answer}>
      {({ data }) =>
        data.length === 0 ? (
          <Text size="sm">There is none.</Text>
        ) : (
          data.map(container => (
            <Group key={container.id} className="row" justify="space-between" wrap="nowrap">
              <Text>
                {container.name}
                <Text span size="sm" c="dimmed">
                  {container.primary ? ' · the main one' : ''}
                  {container.writable ? '' : ' · can only be read'}
                </Text>
              </Text>
              <SyncThis {...{ connection, model, container: container.id, name: container.name }} />
            </Group>
          ))
        )
      }
    </Answer>
  );
};

interface SyncThisProps {
  readonly connection: Connection;
  readonly model: Model;
  readonly container: string;
  readonly name: string;
}

const SyncThis = ({ connection, model, container, name }: SyncThisProps) => {
  const { id } = useOrganization();
  const maySync = useMay('member');
  const query = new URLSearchParams({
    connectionId: connection.id,
    model: model.model,
    containerId: container,
  });
  return maySync ? (
    <Button
      component={Link}
      to={`/o/${id}/syncs/new?${query.toString()}`}
      size="xs"
      variant="default"
      aria-label={`Synchronize ${name}`}
      style={{ flexShrink: 0 }}
    >
      Synchronize
    </Button>
  ) : null;
};
