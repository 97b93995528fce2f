import { Box, Code, Text } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { byPage, Rows, When } from '../../ui/index.js';

export const FailingLanes = ({ task }: { readonly task: string }) => {
  const params = { path: { task } };
  const lanes = api.useInfiniteQuery('get', '/admin/v1/queues/{task}/failing', { params }, byPage);
  return (
    <Rows
      label={`Failing work of ${task}`}
      of={lanes}
      keyOf={({ lane }) => lane}
      row={lane => <LaneRow lane={lane} />}
      height={90}
      empty={<Text c="dimmed">Nothing fails.</Text>}
    />
  );
};

const LaneRow = ({ lane }: { readonly lane: Schemas['FailingLane'] }) => (
  <Box className="row">
    <Box flex={1}>
      <Code>{lane.lane}</Code>
      <Text size="sm">{lane.lastError}</Text>
      <Text size="sm" c="dimmed">
        {lane.failures === 1 ? 'Failed once' : `Failed ${lane.failures} times`}, first{' '}
        <When at={lane.firstAt} />, last <When at={lane.lastAt} />; next try <When at={lane.nextAt} />
      </Text>
    </Box>
  </Box>
);
