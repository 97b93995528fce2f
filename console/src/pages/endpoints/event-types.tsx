import { MultiSelect, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { api } from '../../api/client.js';

export interface EventTypesProps {
  readonly value: string[];
  readonly onChange: (value: string[]) => void;
  readonly error?: ReactNode;
}

/** Families such as `record.*`, for types that have a sibling. */
const familiesOf = (names: readonly string[]): string[] => {
  const families = names.map(name => `${name.split('.')[0] ?? ''}.*`);
  return [...new Set(families.filter((family, index) => families.indexOf(family) !== index))];
};

const everything = { value: '*', label: 'Everything (*)' };

/** Every type with what it tells of; families and all of them at the top. */
export const EventTypes = ({ value, onChange, error }: EventTypesProps) => {
  const { data } = api.useQuery('get', '/v1/event-types', {}, { staleTime: Infinity });
  const types = data?.data ?? [];
  const describe = new Map(types.map(({ name, description }) => [name, description]));
  const groups = [
    { group: 'Several', items: [everything, ...familiesOf(types.map(({ name }) => name))] },
    { group: 'Single types', items: types.map(({ name }) => name) },
  ];
  return (
    <MultiSelect
      label="What it hears of"
      description="Everything, a family such as record.*, or single types."
      searchable
      required
      data={groups}
      value={value}
      onChange={onChange}
      error={error}
      maxDropdownHeight={320}
      renderOption={({ option }) => (
        <Stack gap={0}>
          <Text size="sm">{option.label}</Text>
          <Text size="xs" c="dimmed">
            {option.value === '*'
              ? 'Everything that happens'
              : (describe.get(option.value) ??
                `All about ${option.value.slice(0, -2).replaceAll('_', ' ')}s`)}
          </Text>
        </Stack>
      )}
    />
  );
};
