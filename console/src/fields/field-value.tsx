import { Anchor, Box, Spoiler, Text } from '@mantine/core';
import { isEmptyValue, valueWords } from './words.js';

export interface FieldValueProps {
  readonly field: string;
  readonly value: unknown;
}

const isLink = (value: unknown): value is string =>
  typeof value === 'string' && /^https?:\/\/\S+$/.test(value);
const isAddress = (value: unknown): value is string =>
  typeof value === 'string' && /^[^\s@<>]+@[^\s@<>]+$/.test(value);
const longText = 600;

/** A value as people read it: times in their zone, people by name, links to follow. */
export const FieldValue = ({ field, value }: FieldValueProps) => {
  if (isEmptyValue(value))
    return (
      <Text span inherit c="dimmed">
        Empty
      </Text>
    );
  if (isLink(value)) {
    return (
      <Anchor href={value} target="_blank" rel="noreferrer" underline="always">
        {value}
      </Anchor>
    );
  }
  if (isAddress(value)) {
    return (
      <Anchor href={`mailto:${value}`} underline="always">
        {value}
      </Anchor>
    );
  }
  if (Array.isArray(value) && value.length > 1) return <Many field={field} values={value} />;
  const words = valueWords(value, field);
  const shown = <Text style={{ whiteSpace: 'pre-wrap' }}>{words}</Text>;
  if (words.length <= longText) return shown;
  return (
    <Spoiler maxHeight={180} showLabel="Show all" hideLabel="Show less">
      {shown}
    </Spoiler>
  );
};

const Many = ({ field, values }: { readonly field: string; readonly values: readonly unknown[] }) => (
  <Box component="ul" m={0} pl="md">
    {values.map((part, index) => (
      <li key={index}>
        <FieldValue field={field} value={part} />
      </li>
    ))}
  </Box>
);
