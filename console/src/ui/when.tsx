import { Text, type TextProps } from '@mantine/core';
import { useEffect, useReducer } from 'react';

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const short = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const weekSeconds = 7 * 86_400;
const tickMs = 30_000;

const sentence = (at: Date, now: number): string => {
  const seconds = Math.round((at.getTime() - now) / 1_000);
  if (Math.abs(seconds) < 45) return seconds > 0 ? 'in a moment' : 'just now';
  if (Math.abs(seconds) > weekSeconds) return short.format(at);
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? (['minute', 60] as const);
  return relative.format(Math.trunc(seconds / size), unit);
};

export interface WhenProps extends TextProps {
  /** RFC 3339; null is never. */
  readonly at: string | null | undefined;
  readonly never?: string;
}

/** A time as people say it, in the viewer's zone; whole on hover. */
export const When = ({ at, never = 'never', ...text }: WhenProps) => {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(draw, tickMs);
    return () => {
      clearInterval(timer);
    };
  }, []);
  const props = { span: true, inherit: true, ...text } as const;
  if (at === null || at === undefined) return <Text {...props}>{never}</Text>;
  const time = new Date(at);
  return (
    <Text {...props}>
      <time dateTime={at} title={whole.format(time)}>
        {sentence(time, Date.now())}
      </time>
    </Text>
  );
};

/** A time in full, in the viewer's zone. */
export const fullTime = (at: string): string => short.format(new Date(at));
