import { Table } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { durationOf, figure } from '../../syncing/index.js';
import { WideTable } from '../../ui/index.js';

export type Day = Schemas['RunHistory']['data'][number];

const dayFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });
export const shortDay = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});

export const dayOf = ({ date }: Day): Date => new Date(`${date}T00:00:00Z`);

const seconds = (value: number | null): string => (value === null ? '–' : durationOf(value));

/** The same as the charts, in figures. */
export const HistoryTable = ({ days }: { readonly days: readonly Day[] }) => (
  <details>
    <summary>The same as a table</summary>
    <WideTable minWidth={520} label="Runs day by day" fz="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Day (UTC)</Table.Th>
          <Table.Th ta="right">Runs</Table.Th>
          <Table.Th ta="right">Failures</Table.Th>
          <Table.Th ta="right">Changes</Table.Th>
          <Table.Th ta="right">Usual duration</Table.Th>
          <Table.Th ta="right">Longest 5 %</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {days
          .filter(({ runs }) => runs > 0)
          .toReversed()
          .map(day => (
            <Table.Tr key={day.date}>
              <Table.Th scope="row">{dayFormat.format(dayOf(day))}</Table.Th>
              <Table.Td ta="right">{figure(day.runs)}</Table.Td>
              <Table.Td ta="right">{figure(day.failures)}</Table.Td>
              <Table.Td ta="right">{figure(day.recordsChanged)}</Table.Td>
              <Table.Td ta="right">{seconds(day.durationSeconds.p50)}</Table.Td>
              <Table.Td ta="right">{seconds(day.durationSeconds.p95)}</Table.Td>
            </Table.Tr>
          ))}
      </Table.Tbody>
    </WideTable>
  </details>
);
