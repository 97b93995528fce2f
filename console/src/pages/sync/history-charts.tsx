import { SimpleGrid, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { Drawing } from '../../charts/drawing.js';
import { Plot } from '../../charts/plot.js';
import { type Day, dayOf, shortDay } from './history-table.js';

interface Figure {
  readonly title: string;
  readonly drawing: Drawing;
}

/** Changes, runs with their failures, and duration: three small drawings over the same days. */
const figuresOf = (days: readonly Day[]): readonly Figure[] => {
  const labels = days.map(day => shortDay.format(dayOf(day)));
  const line = (label: string, shade: string, of: (day: Day) => number | null) => ({
    label,
    color: `--mantine-color-${shade}`,
    values: days.map(of),
  });
  const changes = line('Changes', 'cyan-7', day => day.recordsChanged);
  const succeeded = line('Not failed', 'gray-5', day => day.runs - day.failures);
  const failed = line('Failed', 'red-7', day => day.failures);
  const usual = line('Usual', 'cyan-7', day => day.durationSeconds.p50);
  const slow = line('Longest 5 %', 'gray-6', day => day.durationSeconds.p95);
  return [
    { title: 'Changes, on either side', drawing: { kind: 'bars', labels, series: [changes] } },
    { title: 'Runs; red ones failed', drawing: { kind: 'bars', labels, series: [succeeded, failed] } },
    {
      title: 'Seconds a run took: usual, and longest 5 %',
      drawing: { kind: 'lines', labels, series: [usual, { ...slow, isDashed: true }] },
    },
  ];
};

/** The table beside them says the same; the drawings are for eyes. */
export const HistoryCharts = ({ days }: { readonly days: readonly Day[] }) => {
  const figures = useMemo(() => figuresOf(days), [days]);
  return (
    <SimpleGrid cols={{ base: 1, md: 3 }} spacing="lg">
      {figures.map(({ title, drawing }) => (
        <figure key={title} style={{ margin: 0, minWidth: 0 }}>
          <Text component="figcaption" size="sm" fw={500} mb={4}>
            {title}
          </Text>
          <Plot drawing={drawing} />
        </figure>
      ))}
    </SimpleGrid>
  );
};
