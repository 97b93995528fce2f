import { describe, expect, it } from '@jest/globals';
import { type Drawing, layersOf, peakOf, readingOf, ticksOf } from './drawing.js';
import { dataOf, optionsOf } from './options.js';

const days = ['1 Nov', '2 Nov', '3 Nov'];
const bars: Drawing = {
  kind: 'bars',
  labels: days,
  series: [
    { label: 'Not failed', color: '--grey', values: [3, 0, 5] },
    { label: 'Failed', color: '--red', values: [1, 0, 4] },
  ],
};
const lines: Drawing = {
  kind: 'lines',
  labels: days,
  series: [
    { label: 'Usual', color: '--cyan', values: [2, null, 4] },
    { label: 'Longest', color: '--grey', values: [7.5, null, 3], isDashed: true },
  ],
};
const look = { width: 300, height: 160, font: '12px sans-serif', ink: (variable: string) => variable };

describe('bars that stand on each other', () => {
  it('begin where the one below ends', () => {
    expect(layersOf(bars).map(({ series, from, to }) => [series.label, from, to])).toEqual([
      ['Not failed', [0, 0, 0], [3, 0, 5]],
      ['Failed', [3, 0, 5], [4, 0, 9]],
    ]);
    expect(dataOf(bars)).toEqual([
      [0, 1, 2],
      [3, 0, 5],
      [4, 0, 9],
    ]);
  });

  it('reach as high as their sum', () => {
    expect(peakOf(bars)).toBe(9);
    expect(optionsOf(bars, look).scales?.['y']?.range).toEqual([0, 10]);
  });

  it('are read from top to bottom, each with its own value and not the sum', () => {
    expect(readingOf(bars, 2)).toEqual({
      label: '3 Nov',
      values: [
        { label: 'Failed', color: '--red', text: '4' },
        { label: 'Not failed', color: '--grey', text: '5' },
      ],
    });
  });
});

describe('lines', () => {
  it('keep their own values, and the gaps in them are connected', () => {
    expect(dataOf(lines)).toEqual([
      [0, 1, 2],
      [2, null, 4],
      [7.5, null, 3],
    ]);
    const [, ...series] = optionsOf(lines, look).series;
    expect(series.map(({ label, dash, spanGaps }) => [label, dash, spanGaps])).toEqual([
      ['Usual', undefined, true],
      ['Longest', [4, 4], true],
    ]);
  });

  it('say that a day without a run has no value', () => {
    expect(readingOf(lines, 1).values.map(({ text }) => text)).toEqual(['–', '–']);
  });
});

describe('the axis', () => {
  it.each([
    [0, [0, 1]],
    [0.4, [0, 1]],
    [1, [0, 1]],
    [5, [0, 1, 2, 3, 4, 5]],
    [7.5, [0, 2, 4, 6, 8]],
    [26, [0, 10, 20, 30]],
    [1_000, [0, 200, 400, 600, 800, 1_000]],
    [1_001, [0, 500, 1_000, 1_500]],
  ])('has whole numbers up to at least %p', (peak, ticks) => {
    expect(ticksOf(peak)).toEqual(ticks);
  });

  it('has numbers however high or low the peak is', () => {
    for (let peak = 0; peak < 100_000; peak += 0.37 + peak / 9) {
      const ticks = ticksOf(peak);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(peak);
      expect(ticks.every(Number.isInteger)).toBe(true);
    }
  });
});
