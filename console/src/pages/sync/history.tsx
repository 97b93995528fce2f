import { Group, SegmentedControl, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { plural, type Sync } from '../../syncing/index.js';
import { Answer } from '../../ui/index.js';
import { type Day, HistoryTable } from './history-table.js';
import { Runs } from './runs.js';

const Charts = lazy(() =>
  import('./history-charts.js').then(({ HistoryCharts }) => ({ default: HistoryCharts })),
);

/** As large as what it stands for. */
const Undrawn = () => (
  <SimpleGrid cols={{ base: 1, md: 3 }} spacing="lg" role="status" aria-label="Loading">
    {[1, 2, 3].map(each => (
      <Skeleton key={each} height={210} />
    ))}
  </SimpleGrid>
);

const spans = ['7', '30', '90'];

const Drawn = ({ days }: { readonly days: readonly Day[] }) => {
  const sum = (of: (day: Day) => number) => days.reduce((all, day) => all + of(day), 0);
  const runs = sum(day => day.runs);
  const failures = sum(day => day.failures);
  if (runs === 0) return <Text c="dimmed">No runs in these days.</Text>;
  return (
    <>
      <Text size="sm">
        {plural(runs, 'run')}, {failures === 0 ? 'none failed' : plural(failures, 'failure')},{' '}
        {plural(
          sum(day => day.recordsChanged),
          'change',
        )}
        .
      </Text>
      <Suspense fallback={<Undrawn />}>
        <Charts days={days} />
      </Suspense>
      <HistoryTable days={days} />
    </>
  );
};

const Days = ({ sync }: { readonly sync: Sync }) => {
  const { id: organizationId } = useOrganization();
  const [days, setDays] = useState('30');
  const history = api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/syncs/{syncId}/run-history',
    { params: { path: { organizationId, syncId: sync.id }, query: { days: Number(days) } } },
    // Until the other days are there: the runs below stay where they are.
    { placeholderData: previous => previous },
  );
  return (
    <Stack gap="sm" component="section">
      <Group justify="space-between">
        <Title order={2} size="h3">
          Day by day
        </Title>
        <SegmentedControl
          aria-label="How many days"
          size="xs"
          value={days}
          onChange={setDays}
          data={spans.map(span => ({ value: span, label: `${span} days` }))}
        />
      </Group>
      <Answer of={history} lines={5}>
        {({ data }) => <Drawn days={data} />}
      </Answer>
    </Stack>
  );
};

/** How the runs went: day by day, then one by one. */
export const History = ({ sync }: { readonly sync: Sync }) => (
  <Stack gap="xl">
    <Days sync={sync} />
    <Runs sync={sync} />
  </Stack>
);
