export interface Series {
  readonly name: string;
  readonly unit: string;
  readonly color: string;
  /** Seconds and value. */
  readonly points: readonly (readonly [number, number])[];
}

const [width, height, margin] = [800, 320, 60];

const ticks = (most: number): number[] => {
  const step = 10 ** Math.floor(Math.log10(most / 2 || 1));
  const wide = most / step > 10 ? step * 5 : most / step > 5 ? step * 2 : step;
  return Array.from({ length: Math.floor(most / wide) + 1 }, (_, index) => index * wide);
};

type Scale = { readonly most: number; readonly y: (value: number) => number };
const scaleOf = (all: readonly Series[]): Scale => {
  const most = Math.max(...all.flatMap(({ points }) => points.map(([, value]) => value)), 1) * 1.1;
  return { most, y: value => height - margin - (value / most) * (height - 2 * margin) };
};

const frame = (title: string, drawn: readonly string[], tall = height): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${tall}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${tall}" fill="#fff"/>`,
    `<text x="${width / 2}" y="20" text-anchor="middle" font-size="14">${title}</text>`,
    ...drawn,
    '</svg>\n',
  ].join('\n');

/** What belongs to one axis: its labels once, in the colour of its only line, or grey for several. */
const axis = (all: readonly Series[], at: number, anchor: string): string => {
  const { most, y } = scaleOf(all);
  const [first] = all;
  const labels = ticks(most).map(
    value =>
      `<text x="${at}" y="${(y(value) + 4).toFixed(1)}" text-anchor="${anchor}" fill="${all.length === 1 ? first?.color : '#555'}">${value}</text>`,
  );
  const names = all.map(
    ({ name, unit, color }, index) =>
      `<tspan fill="${color}">${index > 0 ? ' · ' : ''}${name}${index === all.length - 1 ? ` (${unit})` : ''}</tspan>`,
  );
  const side = anchor === 'end' ? 'start' : 'end';
  const from = anchor === 'end' ? margin - 40 : width - margin + 40;
  return `${labels.join('')}<text x="${from}" y="${margin - 14}" text-anchor="${side}">${names.join('')}</text>`;
};

/** Quantities over time, one axis on each side, as an SVG. */
export const plotSvg = (title: string, left: readonly Series[], right: readonly Series[]): string => {
  const times = [...left, ...right].flatMap(({ points }) => points.map(([at]) => at));
  const seconds = Math.max(...times, 1);
  const x = (at: number): number => margin + (at / seconds) * (width - 2 * margin);
  const line = ({ color, points }: Series, { y }: Scale): string => {
    const places = points.map(([time, value]) => `${x(time).toFixed(1)},${y(value).toFixed(1)}`);
    return `<polyline fill="none" stroke="${color}" stroke-width="2" points="${places.join(' ')}"/>`;
  };
  const marks = ticks(seconds).map(
    at =>
      `<text x="${x(at).toFixed(1)}" y="${height - margin + 20}" text-anchor="middle" fill="#555">${at} s</text>`,
  );
  return frame(title, [
    `<path d="M${margin} ${margin}V${height - margin}H${width - margin}V${margin}" fill="none" stroke="#999"/>`,
    ...[left, right].flatMap(side => side.map(series => line(series, scaleOf(side)))),
    axis(left, margin - 6, 'end'),
    axis(right, width - margin + 6, 'start'),
    ...marks,
  ]);
};

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** A dashed line; the bar is green when it keeps to it. */
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
}

const barHeight = 26;
const barsLeft = 300;

/** One quantity of several, each with what was wanted of it, as an SVG. */
export const barsSvg = (title: string, unit: string, bars: readonly Bar[]): string => {
  const most = Math.max(...bars.flatMap(({ value, atLeast = 0, atMost = 0 }) => [value, atLeast, atMost]), 1);
  const x = (value: number): number => barsLeft + (value / most) * (width - barsLeft - 2 * margin);
  const rows = bars.map(({ name, value, atLeast, atMost }, index) => {
    const y = 44 + index * barHeight;
    const isWanted = atLeast !== undefined || atMost !== undefined;
    const isKept = value >= (atLeast ?? value) && value <= (atMost ?? value);
    const color = !isWanted ? '#5d7f9d' : isKept ? '#2a7d4f' : '#b3541e';
    const mark = x(atLeast ?? atMost ?? 0).toFixed(1);
    return [
      `<text x="${barsLeft - 8}" y="${y + 13}" text-anchor="end">${name}</text>`,
      `<rect x="${barsLeft}" y="${y}" width="${(x(value) - barsLeft).toFixed(1)}" height="18" fill="${color}"/>`,
      `<text x="${(x(value) + 6).toFixed(1)}" y="${y + 13}">${value.toLocaleString('en')} ${unit}</text>`,
      isWanted ? `<path d="M${mark} ${y - 3}v24" stroke="#222" stroke-dasharray="3 2"/>` : '',
    ].join('');
  });
  const tall = 60 + bars.length * barHeight;
  const legend = bars.some(({ atLeast, atMost }) => atLeast ?? atMost)
    ? `<text x="${barsLeft}" y="${tall - 6}" fill="#555">dashed: wanted; brown: missed</text>`
    : '';
  return frame(title, [...rows, legend], tall);
};
