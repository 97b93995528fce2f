import 'uplot/dist/uPlot.min.css';
import { type RefObject, useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import type { Drawing } from './drawing.js';
import { dataOf, optionsOf } from './options.js';
import { Legend, type Pointed, Reading } from './reading.js';

const height = 160;
/** Of the drawing and what its colours mean, which one of a single series leaves out. */
const whole = height + 24;

const pointedAt = ({ cursor, over, width }: uPlot): Pointed | null => {
  const { idx, left = -1 } = cursor;
  if (idx === null || idx === undefined || left < 0) return null;
  const fromEdge = left + over.offsetLeft;
  return { index: idx, left: fromEdge, isPastMiddle: fromEdge > width / 2 };
};

/** Draws into an element that is its own alone, as wide as that is and in the colours of the scheme in force. */
const draw = (element: HTMLElement, drawing: Drawing, onPointed: (at: Pointed | null) => void) => {
  const style = getComputedStyle(element);
  const options = optionsOf(drawing, {
    width: Math.max(1, element.clientWidth),
    height,
    font: `12px ${style.fontFamily}`,
    ink: variable => style.getPropertyValue(variable),
  });
  const onCursor = (plot: uPlot) => onPointed(pointedAt(plot));
  const plot = new uPlot({ ...options, hooks: { setCursor: [onCursor] } }, dataOf(drawing), element);
  const widths = new ResizeObserver(() => plot.setSize({ width: Math.max(1, element.clientWidth), height }));
  widths.observe(element);
  const schemes = new MutationObserver(() => plot.redraw(false));
  schemes.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] });
  return () => {
    widths.disconnect();
    schemes.disconnect();
    plot.destroy();
  };
};

const useDrawn = (ref: RefObject<HTMLDivElement | null>, drawing: Drawing): Pointed | null => {
  const [pointed, setPointed] = useState<Pointed | null>(null);
  useEffect(() => {
    if (ref.current === null) return undefined;
    setPointed(null);
    return draw(ref.current, drawing, setPointed);
  }, [ref, drawing]);
  return pointed;
};

/** A drawing for eyes alone: something beside it says the same in words or figures. */
export const Plot = ({ drawing }: { readonly drawing: Drawing }) => {
  const ref = useRef<HTMLDivElement>(null);
  const pointed = useDrawn(ref, drawing);
  return (
    <div aria-hidden="true" style={{ minWidth: 0, minHeight: whole }}>
      <div style={{ position: 'relative', height }}>
        <div ref={ref} style={{ height, overflow: 'hidden' }} />
        {pointed !== null && <Reading drawing={drawing} at={pointed} />}
      </div>
      {drawing.series.length > 1 && <Legend series={drawing.series} />}
    </div>
  );
};
