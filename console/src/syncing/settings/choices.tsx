import { Radio, SimpleGrid } from '@mantine/core';
import type { Choice } from '../words.js';

export interface ChoicesProps<T extends string> {
  readonly label: string;
  readonly description?: string;
  readonly choices: readonly Choice<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly error?: React.ReactNode;
  readonly disabled?: boolean;
}

/** One of a few, each explained. */
export const Choices = <T extends string>({
  choices,
  onChange,
  disabled = false,
  ...group
}: ChoicesProps<T>) => (
  <Radio.Group
    {...group}
    onChange={value => {
      const choice = choices.find(candidate => candidate.value === value);
      if (choice !== undefined) onChange(choice.value);
    }}
  >
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" mt="xs">
      {choices.map(({ value, label, description }) => (
        <Radio key={value} value={value} label={label} description={description} disabled={disabled} />
      ))}
    </SimpleGrid>
  </Radio.Group>
);
