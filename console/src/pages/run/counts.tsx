import { Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { figure, type Run } from '../../syncing/index.js';

type Line = readonly [label: string, count: number];

const Side = ({ title, lines }: { readonly title: string; readonly lines: readonly Line[] }) => (
  <Card withBorder>
    <Title order={3} mb="xs">
      {title}
    </Title>
    <Stack gap={4} component="dl" m={0}>
      {lines.map(([label, count]) => (
        <Group key={label} justify="space-between" wrap="nowrap">
          <Text component="dt" size="sm" c={count === 0 ? 'dimmed' : 'inherit'}>
            {label}
          </Text>
          <Text component="dd" m={0} fw={count === 0 ? 400 : 600} c={count === 0 ? 'dimmed' : 'inherit'}>
            {figure(count)}
          </Text>
        </Group>
      ))}
    </Stack>
  </Card>
);

/** What a run did, on each side. */
export const Counts = ({ run, sentence }: { readonly run: Run; readonly sentence: string }) => {
  const { counts } = run;
  return (
    <Stack gap="sm">
      <Text>{sentence.charAt(0).toUpperCase() + sentence.slice(1)}.</Text>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <Side
          title="Here"
          lines={[
            ['Created', counts.pulledCreated],
            ['Changed', counts.pulledUpdated],
            ['Deleted', counts.pulledDeleted],
            ['Looked at, unchanged', counts.pulledUnchanged],
          ]}
        />
        <Side
          title="In the account"
          lines={[
            ['Created', counts.pushedCreated],
            ['Changed', counts.pushedUpdated],
            ['Deleted', counts.pushedDeleted],
            ['Refused by the provider', counts.failed],
          ]}
        />
        <Side
          title="To look at"
          lines={[
            ['Edited on both sides', counts.conflicts],
            ['Rules that failed on an object', counts.warnings],
          ]}
        />
      </SimpleGrid>
    </Stack>
  );
};
