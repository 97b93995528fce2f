import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Colours where a person looks: not into a file or a pipe, and not with NO_COLOR (https://no-color.org). */
export const styled = (format: Format, text: string): string =>
  styleText(format, text, { stream: process.stdout });

export const say = (text = ''): void => void process.stdout.write(`${text}\n`);

/** Beside the answer: it does not get into a pipe. */
export const remark = (text: string): void => void process.stderr.write(`${text}\n`);

/** One JSON document a call on standard output, and nothing else there. */
export const sayJson = (value: unknown): void => say(JSON.stringify(value, null, 2));

export interface JsonWish {
  readonly json?: boolean | undefined;
}

/** The answer of a command, as JSON or for people. */
export const show = (wish: JsonWish, value: unknown, forPeople: () => string): void => {
  if (wish.json) sayJson(value);
  else say(forPeople());
};

export const marks = {
  good: () => styled('green', '✓'),
  notice: () => styled('yellow', '!'),
  bad: () => styled('red', '✗'),
} as const;

const unitSeconds = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
] as const;

/** How long ago something was, roughly: "3 h ago". */
export const ago = (time: string | null, now: Date): string => {
  if (time === null) return 'never';
  const seconds = Math.round((now.getTime() - Date.parse(time)) / 1000);
  for (const [size, unit] of unitSeconds)
    if (seconds >= size) return `${Math.floor(seconds / size)} ${unit} ago`;
  return 'just now';
};

const units = ['B', 'KB', 'MB', 'GB', 'TB'];

export const sizeOf = (bytes: number): string => {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power] ?? 'B'}`;
};
