import { Paper, Stack, Table, Text, Title } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { Answer, fullTime, Headings, WideTable } from '../../ui/index.js';

type Row = Schemas['ReceiptMonitor']['providers'][number];

const headings = [
  'Provider',
  'Received',
  'Verified',
  'Forged',
  'Quarantined',
  'Failed',
  'Waiting',
  'Usual delay',
];

/** Webhooks that vendors send to this installation. */
export const Intake = () => (
  <Paper withBorder p="lg">
    <Stack>
      <Title order={2}>Webhooks from vendors</Title>
      <Answer of={api.useQuery('get', '/admin/v1/receipts/monitor', {}, { refetchInterval: 10_000 })}>
        {({ providers, since }) =>
          providers.length === 0 ? (
            <Text c="dimmed">
              None came since {fullTime(since)}. They appear here by vendor once a connection is subscribed.
            </Text>
          ) : (
            <IntakeTable providers={providers} />
          )
        }
      </Answer>
    </Stack>
  </Paper>
);

const milliseconds = (value: number | null): string => (value === null ? '–' : `${Math.round(value)} ms`);

const cellsOf = ({ received, verified, forged, quarantined, failed, waiting, latencyMs }: Row) => [
  ...[received, verified, forged, quarantined, failed, waiting].map(count => count.toLocaleString()),
  `${milliseconds(latencyMs.p50)}, 19 of 20 within ${milliseconds(latencyMs.p95)}`,
];

const IntakeTable = ({ providers }: { readonly providers: readonly Row[] }) => (
  <WideTable minWidth={720} label="Webhooks received">
    <Table.Caption>The delay is from receipt to done.</Table.Caption>
    <Headings of={headings} />
    <Table.Tbody>
      {providers.map(row => (
        <Table.Tr key={row.provider}>
          <Table.Th scope="row">{row.provider}</Table.Th>
          {cellsOf(row).map((cell, column) => (
            <Table.Td key={headings[column + 1]}>{cell}</Table.Td>
          ))}
        </Table.Tr>
      ))}
    </Table.Tbody>
  </WideTable>
);
