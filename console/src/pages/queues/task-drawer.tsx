import { Drawer, Stack, Text, Title } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { Facts } from '../../ui/index.js';
import { ageInWords } from './age.js';
import { DeadWork } from './dead-work.js';
import { FailingLanes } from './failing-lanes.js';

export interface TaskDrawerProps {
  readonly queue: Schemas['Queue'] | null;
  readonly onClose: () => void;
}

/** One task: what fails and why, and what was given up. */
export const TaskDrawer = ({ queue, onClose }: TaskDrawerProps) => (
  <Drawer opened={queue !== null} onClose={onClose} title={queue?.task} position="right" size="xl">
    {queue !== null && (
      <Stack gap="lg">
        <Facts
          rows={[
            ['Waiting', queue.waiting],
            ['Running', queue.running],
            ['Oldest', ageInWords(queue.oldestSeconds)],
          ]}
        />
        <Stack gap="xs">
          <Title order={3}>Failing</Title>
          <FailingLanes task={queue.task} />
        </Stack>
        <Stack gap="xs">
          <Title order={3}>Given up</Title>
          {queue.dead === null ? (
            <Text c="dimmed">This task gives nothing up: it is tried again until it succeeds.</Text>
          ) : (
            <DeadWork task={queue.task} />
          )}
        </Stack>
      </Stack>
    )}
  </Drawer>
);
