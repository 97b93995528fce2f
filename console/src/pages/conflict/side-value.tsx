import { Box, Text, VisuallyHidden } from '@mantine/core';
import { diffLines, type DiffLine, FieldValue, isEmptyValue, valueWords } from '../../fields/index.js';
import type { Clash, Side } from './choices.js';

/** From here a text is compared line by line. */
const isLong = (words: string): boolean => words.includes('\n') || words.length > 120;

const marks: Readonly<Record<DiffLine['kind'], readonly [sign: string, spoken: string, color: string]>> = {
  same: [' ', '', 'transparent'],
  added: ['+', 'Added: ', 'light-dark(var(--mantine-color-green-1), rgb(20 70 40))'],
  removed: ['−', 'Removed: ', 'light-dark(var(--mantine-color-red-1), rgb(90 30 30))'],
};

export interface SideValueProps {
  readonly side: Side;
  readonly clash: Clash;
}

/** The value of a side, and how it differs from what both had before: in words, in signs, and by colour. */
export const SideValue = ({ side, clash }: SideValueProps) => {
  const value = clash[side];
  if (side === 'base' && !('base' in clash)) return <Text c="dimmed">The sides never agreed on it.</Text>;
  if (side === 'base' || !('base' in clash)) return <FieldValue field={clash.field} value={value} />;
  const [before, after] = [valueWords(clash.base, clash.field), valueWords(value, clash.field)];
  if (isLong(before) || isLong(after)) return <Difference lines={diffLines(before, after)} />;
  return (
    <>
      <FieldValue field={clash.field} value={value} />
      <Text size="xs" c="dimmed">
        {changeWords(clash.base, value)}
      </Text>
    </>
  );
};

const changeWords = (before: unknown, after: unknown): string => {
  if (isEmptyValue(before)) return isEmptyValue(after) ? 'Empty as before' : 'Newly filled in';
  return isEmptyValue(after) ? 'Emptied' : 'Changed';
};

const Difference = ({ lines }: { readonly lines: readonly DiffLine[] }) => {
  const count = (kind: DiffLine['kind']) => lines.filter(line => line.kind === kind).length;
  return (
    <>
      <Box style={{ fontSize: 'var(--mantine-font-size-sm)' }}>
        {lines.map(({ kind, text }, index) => (
          <Box
            key={index}
            px={4}
            style={{ background: marks[kind][2], whiteSpace: 'pre-wrap', display: 'flex', gap: 6 }}
          >
            <span aria-hidden="true" style={{ width: '1ch', flexShrink: 0 }}>
              {marks[kind][0]}
            </span>
            <span style={{ textDecoration: kind === 'removed' ? 'line-through' : undefined }}>
              <VisuallyHidden component="span">{marks[kind][1]}</VisuallyHidden>
              {text === '' ? ' ' : text}
            </span>
          </Box>
        ))}
      </Box>
      <Text size="xs" c="dimmed" mt={4}>
        {count('added')} {count('added') === 1 ? 'line' : 'lines'} added, {count('removed')} removed
      </Text>
    </>
  );
};
