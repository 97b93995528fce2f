import { Anchor, Button, Group, Text } from '@mantine/core';
import { Link } from 'react-router';
import { api } from '../../api/client.js';
import { Answer, fullTime, Page } from '../../ui/index.js';
import { Attention } from './attention.js';
import { Intake } from './intake.js';
import { Machine } from './machine.js';
import { Numbers } from './numbers.js';

const everyMs = 10_000;

/** How the installation does, for whoever runs it. */
export const Component = () => {
  const overview = api.useQuery('get', '/admin/v1/overview', {}, { refetchInterval: everyMs });
  return (
    <Page
      title="Health"
      description="Of the whole installation."
      actions={
        <Button component={Link} to="organizations" variant="default">
          Organizations
        </Button>
      }
    >
      <Answer of={overview} lines={8}>
        {data => (
          <>
            <Attention items={data.attention} />
            <Numbers overview={data} />
            <Intake />
            <Machine overview={data} />
            <Group justify="space-between">
              <Text size="sm" c="dimmed">
                Asked anew every ten seconds. Runs and webhooks are counted since {fullTime(data.since)}.
              </Text>
              <Anchor href="/reference" target="_blank" rel="noreferrer" size="sm" underline="always">
                API reference
              </Anchor>
            </Group>
          </>
        )}
      </Answer>
    </Page>
  );
};
