import { Anchor, Paper, SimpleGrid, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import type { Schemas } from '../../../../src/client/index.js';

type Overview = Schemas['AdminOverview'];

interface NumberCardProps {
  readonly label: string;
  readonly value: number;
  readonly detail: string;
  readonly to?: string;
}

const several = (count: number, what: string): string =>
  count === 0 ? '' : `${count.toLocaleString()} ${what}`;
const listed = (...parts: readonly string[]): string => parts.filter(part => part !== '').join(', ');

const flowOf = ({ runs, intake, queues }: Overview): readonly NumberCardProps[] => [
  {
    label: 'Runs that succeeded',
    value: runs.succeeded,
    detail:
      listed(several(runs.failed, 'failed'), several(runs.running, 'running'), several(runs.held, 'held')) ||
      'none failed',
  },
  {
    label: 'Webhooks received',
    value: intake.received,
    detail:
      listed(several(intake.quarantined, 'quarantined'), several(intake.forged, 'forged')) || 'none forged',
  },
  {
    label: 'Work waiting',
    value: queues.waiting,
    detail:
      listed(
        several(queues.running, 'running'),
        several(queues.failing, 'failing'),
        several(queues.dead, 'given up'),
        several(queues.paused, 'paused'),
      ) || 'nothing fails',
    to: 'queues',
  },
];

const cardsOf = (overview: Overview): readonly NumberCardProps[] => [
  {
    label: 'Organizations',
    value: overview.organizations.active,
    detail: several(overview.organizations.suspended, 'suspended') || 'active',
    to: 'organizations',
  },
  {
    label: 'Connections',
    value: overview.connections.active,
    detail: several(overview.connections.needsReauth, 'to be reconnected') || 'none to be reconnected',
  },
  ...flowOf(overview),
];

export const Numbers = ({ overview }: { readonly overview: Overview }) => (
  <SimpleGrid component="section" aria-label="Figures" cols={{ base: 1, xs: 2, md: 3, xl: 5 }}>
    {cardsOf(overview).map(card => (
      <NumberCard key={card.label} {...card} />
    ))}
  </SimpleGrid>
);

const NumberCard = ({ label, value, detail, to }: NumberCardProps) => (
  <Paper withBorder p="md">
    <Title order={2} size="sm" fw={500}>
      {to === undefined ? (
        label
      ) : (
        <Anchor component={Link} to={to} c="inherit" underline="always">
          {label}
        </Anchor>
      )}
    </Title>
    <Text fz={28} fw={700} lh={1.3}>
      {value.toLocaleString()}
    </Text>
    <Text size="sm" c="dimmed">
      {detail}
    </Text>
  </Paper>
);
