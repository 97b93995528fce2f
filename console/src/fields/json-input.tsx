import { Textarea } from '@mantine/core';
import { useState } from 'react';

/** What somebody wrote that is no JSON yet. */
export class Unparsed {
  constructor(readonly text: string) {}
}

export interface JsonInputProps {
  readonly label: string;
  readonly description?: string;
  readonly error?: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

const parsed = (text: string): unknown => {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return new Unparsed(text);
  }
};

const written = (value: unknown): string =>
  value instanceof Unparsed
    ? value.text
    : value === null || value === undefined
      ? ''
      : JSON.stringify(value, null, 2);

/** For values that have no simple input. */
export const JsonInput = ({ value, onChange, error, description, label }: JsonInputProps) => {
  const [text, setText] = useState(() => written(value));
  const [isLeft, setLeft] = useState(false);
  const take = (now: string) => {
    setText(now);
    onChange(parsed(now));
  };
  const broken =
    isLeft && value instanceof Unparsed ? 'This is no JSON yet. Check brackets, commas and quotes.' : error;
  return (
    <Textarea
      label={label}
      description={description === undefined ? 'As JSON' : `${description}. As JSON`}
      error={broken}
      autosize
      minRows={2}
      maxRows={14}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      value={text}
      onBlur={() => setLeft(true)}
      onChange={event => take(event.target.value)}
    />
  );
};
