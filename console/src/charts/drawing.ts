/** One row of values, one value per label. */
export interface Series {
  readonly label: string;
  /** A variable of the theme, such as `--mantine-color-cyan-7`. */
  readonly color: string;
  readonly values: readonly (number | null)[];
  readonly isDashed?: boolean;
}

/** What is drawn over the same labels: bars that stand on each other, the first at the bottom, or lines. */
export interface Drawing {
  readonly kind: 'bars' | 'lines';
  readonly labels: readonly string[];
  readonly series: readonly Series[];
}

interface Layer {
  readonly series: Series;
  /** Where it begins: in bars where the one below it ends. */
  readonly from: readonly (number | null)[];
  readonly to: readonly (number | null)[];
}

const sums = (below: readonly (number | null)[], values: Series['values']): number[] =>
  values.map((value, index) => (below[index] ?? 0) + (value ?? 0));

/** The series with where each begins and ends. */
export const layersOf = ({ kind, labels, series }: Drawing): readonly Layer[] => {
  const ground = labels.map(() => 0);
  const layers: Layer[] = [];
  for (const each of series) {
    const from = (kind === 'bars' ? layers.at(-1)?.to : undefined) ?? ground;
    layers.push({ series: each, from, to: kind === 'bars' ? sums(from, each.values) : each.values });
  }
  return layers;
};

/** The highest point of all. */
export const peakOf = (drawing: Drawing): number =>
  Math.max(0, ...layersOf(drawing).flatMap(({ to }) => to.map(end => end ?? 0)));

/** Whole numbers from 0 to what is not below the peak, at most five of them above 0, one, two or five of a power of ten apart. */
export const ticksOf = (peak: number): number[] => {
  const enough = Math.max(1, peak) / 5;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, enough)));
  const step = [1, 2, 5, 10].map(times => times * power).find(candidate => candidate >= enough) ?? power;
  const count = Math.max(1, Math.ceil(peak / step));
  return Array.from({ length: count + 1 }, (_, at) => at * step);
};

const format = new Intl.NumberFormat();

export const numberText = (value: number | null): string => (value === null ? '–' : format.format(value));

/** What stands under the pointer: the label, and the value of each series from top to bottom as they are drawn. */
export const readingOf = ({ kind, labels, series }: Drawing, index: number) => ({
  label: labels[index] ?? '',
  values: (kind === 'bars' ? series.toReversed() : series).map(({ label, color, values }) => ({
    label,
    color,
    text: numberText(values[index] ?? null),
  })),
});
