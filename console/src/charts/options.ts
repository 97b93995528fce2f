import uPlot from 'uplot';
import { type Drawing, layersOf, numberText, peakOf, ticksOf } from './drawing.js';

/** What the surroundings say: where the drawing stands and how it looks there. */
export interface Look {
  readonly width: number;
  readonly height: number;
  readonly font: string;
  /** A variable's colour at present: asked at each drawing, as the colour scheme may have changed. */
  readonly ink: (variable: string) => string;
}

export const dataOf = (drawing: Drawing): uPlot.AlignedData => [
  drawing.labels.map((_, index) => index),
  ...layersOf(drawing).map(({ to }) => [...to]),
];

/** One bar begins where the one below ends: painted over each other, the edges of the lower one would shine through. */
const barsOf = ({ from, to }: ReturnType<typeof layersOf>[number]): Pick<uPlot.Series, 'paths'> => {
  const disp = { y0: { unit: 1, values: () => [...from] }, y1: { unit: 1, values: () => [...to] } };
  const paths = uPlot.paths.bars?.({ size: [0.8, 40], disp });
  return paths === undefined ? {} : { paths };
};

const seriesOf = (drawing: Drawing, ink: Look['ink']): uPlot.Series[] =>
  layersOf(drawing).map((layer): uPlot.Series => {
    const { label, color, isDashed } = layer.series;
    const stroke = () => ink(color);
    if (drawing.kind === 'lines') {
      const line = { label, stroke, width: 2, spanGaps: true, ...(isDashed ? { dash: [4, 4] } : {}) };
      return { ...line, points: { show: true, size: 5, space: 0, fill: stroke } };
    }
    return { label, width: 0, fill: stroke, points: { show: false }, ...barsOf(layer) };
  });

const pixelsOf = (texts: readonly string[]): number =>
  14 + 7 * Math.max(1, ...texts.map(text => text.length));

const axesOf = ({ labels }: Drawing, ticks: number[], { font, ink }: Look): uPlot.Axis[] => {
  const stroke = () => ink('--mantine-color-dimmed');
  const line = () => ink('--mantine-color-default-border');
  const common = { font, stroke, ticks: { show: false }, gap: 6 };
  return [
    {
      ...common,
      size: 24,
      space: pixelsOf(labels),
      incrs: [1, 2, 3, 4, 5, 6, 7, 10, 14, 15, 20, 30, 50],
      values: (_, splits) => splits.map(split => labels[split] ?? null),
      grid: { show: false },
      border: { show: true, stroke: line, width: 1 },
    },
    {
      ...common,
      size: pixelsOf(ticks.map(numberText)),
      splits: ticks,
      values: (_, splits) => splits.map(numberText),
      grid: { stroke: line, width: 1, dash: [5, 5] },
    },
  ];
};

export const optionsOf = (drawing: Drawing, look: Look): uPlot.Options => {
  const ticks = ticksOf(peakOf(drawing));
  return {
    width: look.width,
    height: look.height,
    padding: [8, 16, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false, setScale: false },
      points: { show: drawing.kind === 'lines' },
    },
    scales: {
      // Half a column of room on either side, so that bars and lines over the same days stand below each other.
      x: { time: false, range: [-0.5, drawing.labels.length - 0.5] },
      y: { range: [0, ticks.at(-1) ?? 1] },
    },
    axes: axesOf(drawing, ticks, look),
    series: [{}, ...seriesOf(drawing, look.ink)],
  };
};
