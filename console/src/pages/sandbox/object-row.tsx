import { Button, Group, Stack, Text } from '@mantine/core';
import { client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { complain, useDeed } from '../../ui/index.js';
import type { ThingsProps } from './part.js';
import { useAskAgain } from './use-sandbox.js';
import { changed, type SandboxObject } from './words.js';

export type ObjectRowProps = ThingsProps & {
  readonly object: SandboxObject;
  readonly onEdit: () => void;
};

const shown = 3;
const route = '/v1/organizations/{organizationId}/sandbox/{provider}/containers/{container}/objects/{object}';

/** The first fields besides the title, on one line. */
const summaryOf = ({ object, container }: Pick<ObjectRowProps, 'object' | 'container'>): string =>
  container.fields
    .slice(1)
    .map(({ name }) => object.fields[name])
    .filter(value => typeof value === 'string' && value !== '')
    .slice(0, shown)
    .join(' · ');

const useRemoval = ({ sandbox, container, object, onDone }: ObjectRowProps) => {
  const { id } = useOrganization();
  const askAgain = useAskAgain();
  const path = {
    ...{ organizationId: id, provider: sandbox.provider },
    ...{ container: container.id, object: object.id },
  };
  return useDeed(async () => {
    try {
      await client.DELETE(route, { params: { path } });
      onDone(changed(`“${object.title}” was deleted at ${sandbox.name}`, container.kind));
      await askAgain();
    } catch (error) {
      complain(error);
    }
  });
};

export const ObjectRow = (props: ObjectRowProps) => {
  const { sandbox, container, object, onEdit } = props;
  const { run, isBusy } = useRemoval(props);
  return (
    <Group className="row" justify="space-between">
      <Stack gap={0} style={{ flex: '1 1 12rem' }}>
        <Text>{object.title}</Text>
        <Text size="sm" c="dimmed" truncate>
          {summaryOf({ object, container })}
        </Text>
      </Stack>
      {container.writable && (
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            onClick={onEdit}
            aria-label={`Edit ${object.title} at ${sandbox.name}`}
          >
            Edit
          </Button>
          <Button
            size="xs"
            variant="default"
            loading={isBusy}
            aria-label={`Delete ${object.title} at ${sandbox.name}`}
            onClick={run}
          >
            Delete
          </Button>
        </Group>
      )}
    </Group>
  );
};
