import { useMemo } from 'react';
import { Plot } from '../../charts/plot.js';
import type { Drawing } from '../../charts/drawing.js';
import type { Hour } from './sums.js';

const drawingOf = (hours: readonly Hour[]): Drawing => ({
  kind: 'bars',
  labels: hours.map(({ hour }) => hour),
  series: [
    { label: 'Verified', color: '--mantine-color-cyan-8', values: hours.map(({ Verified }) => Verified) },
    { label: 'Other', color: '--mantine-color-orange-6', values: hours.map(({ Other }) => Other) },
  ],
});

/** The sentence beside it says the same for those who cannot see it. */
export const Chart = ({ hours }: { readonly hours: readonly Hour[] }) => {
  const drawing = useMemo(() => drawingOf(hours), [hours]);
  return <Plot drawing={drawing} />;
};
