import { Paper, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { Answer } from '../../ui/index.js';
import { Figures } from './figures.js';
import { hoursOf, sumsOf } from './sums.js';

const Chart = lazy(async () => ({ default: (await import('./chart.js')).Chart }));

/** How the last day went: figures, a sentence, and hours as columns. */
export const Monitor = () => {
  const { id: organizationId } = useOrganization();
  const monitor = api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/receipts/monitor',
    { params: { path: { organizationId } } },
    { refetchInterval: 60_000 },
  );
  return <Answer of={monitor}>{found => <Day monitor={found} />}</Answer>;
};

const Day = ({ monitor }: { readonly monitor: Schemas['ReceiptMonitor'] }) => {
  const sums = sumsOf(monitor);
  if (sums.received === 0) {
    return <Text c="dimmed">Nothing was received in the last 24 hours.</Text>;
  }
  return (
    <Paper withBorder p="md" component="section" aria-label="The last 24 hours">
      <Stack gap="sm">
        <Title order={2}>The last 24 hours</Title>
        <Text>{sums.sentence}</Text>
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <Figures sums={sums} />
          <div aria-hidden="true">
            <Suspense fallback={<Skeleton height={184} />}>
              <Chart hours={hoursOf(monitor)} />
            </Suspense>
          </div>
        </SimpleGrid>
      </Stack>
    </Paper>
  );
};
