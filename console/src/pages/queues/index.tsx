import { Stack, Text, Title } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { api } from '../../api/client.js';
import { Answer, Page } from '../../ui/index.js';
import { Pauses } from './pauses.js';
import { QueueTable } from './queue-table.js';
import { TaskDrawer } from './task-drawer.js';

const everyMs = 3_000;

/** Work of the installation: what waits, runs, fails and was given up. */
export const Component = () => {
  const queues = api.useQuery('get', '/admin/v1/queues', {}, { refetchInterval: everyMs });
  const [query, setQuery] = useSearchParams();
  const task = query.get('task');
  return (
    <Page
      title="Queues"
      description="Work that fails is tried again by itself, later each time. What was given up waits here until you replay it."
    >
      <Answer of={queues} lines={8}>
        {({ data }) => (
          <>
            <Stack gap="xs">
              <QueueTable queues={data} />
              <Text size="sm" c="dimmed">
                Asked anew every three seconds.
              </Text>
            </Stack>
            <TaskDrawer
              queue={data.find(queue => queue.task === task) ?? null}
              onClose={() => setQuery({}, { replace: true })}
            />
          </>
        )}
      </Answer>
      <Stack>
        <Title order={2}>Pauses</Title>
        <Pauses />
      </Stack>
    </Page>
  );
};
