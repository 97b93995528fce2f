import { Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { useOrganization } from '../../api/organization.js';
import { figure } from '../../syncing/words.js';
import { latencyWords, type Overview } from './words.js';

/** The day in figures; each leads to what it counts. */
export const Figures = ({ overview }: { readonly overview: Overview }) => (
  <Stack component="section" gap="xs" aria-label="Today">
    <Title order={2}>Today</Title>
    <SimpleGrid cols={{ base: 1, xs: 2, lg: 5 }}>
      {figuresOf(overview).map(facts => (
        <Figure key={facts.to} {...facts} />
      ))}
    </SimpleGrid>
  </Stack>
);

const figuresOf = ({ connections, runs, intake, deliveries, openConflicts }: Overview): FigureProps[] => [
  {
    ...{ to: 'connections', name: 'Connections', value: connections.active },
    text: listed(
      [
        [connections.needsReauth, 'waiting for a sign-in'],
        [connections.failing, 'failing'],
      ],
      connections.active === 0 ? 'none yet' : 'all of them work',
    ),
  },
  {
    ...{ to: 'syncs', name: 'Runs finished', value: runs.succeeded },
    text: listed(
      [
        [runs.failed, 'failed'],
        [runs.running + runs.queued, 'under way'],
        [runs.held + runs.paused, 'waiting for somebody'],
      ],
      runs.succeeded === 0 ? 'none yet' : 'none failed',
    ),
  },
  {
    ...{ to: 'conflicts', name: 'Open conflicts', value: openConflicts },
    text: openConflicts === 0 ? 'both sides agree' : 'somebody has to choose',
  },
  ...webhooks(intake, deliveries),
];

const webhooks = (intake: Overview['intake'], deliveries: Overview['deliveries']): FigureProps[] => [
  {
    ...{ to: 'webhooks/in', name: 'Webhooks received', value: intake.received },
    text: latencyWords(intake.latencyMs, 'processed'),
  },
  {
    ...{ to: 'webhooks/out', name: 'Webhooks sent', value: deliveries.delivered },
    text: listed(
      [
        [deliveries.failed, 'given up'],
        [deliveries.pending, 'waiting'],
      ],
      latencyWords(deliveries.latencyMs, 'taken'),
    ),
  },
];

const listed = (counts: readonly (readonly [number, string])[], otherwise: string): string =>
  counts
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${figure(count)} ${words}`)
    .join(', ') || otherwise;

interface FigureProps {
  readonly to: string;
  readonly name: string;
  readonly value: number;
  readonly text: string;
}

const Figure = ({ to, name, value, text }: FigureProps) => {
  const { id } = useOrganization();
  return (
    <Paper
      withBorder
      p="md"
      component={Link}
      to={`/o/${id}/${to}`}
      c="var(--mantine-color-text)"
      style={{ textDecoration: 'none' }}
    >
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text fz={28} fw={700} lh={1.2}>
        {figure(value)}
      </Text>
      <Text size="sm">{text}</Text>
    </Paper>
  );
};
