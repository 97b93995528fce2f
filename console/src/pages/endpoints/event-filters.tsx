import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { EndpointValues } from './endpoint-values.js';

/** Conditions on the data of an event; all of them must hold. */
export const EventFilters = ({ form }: { readonly form: UseFormReturnType<EndpointValues> }) => (
  <Stack gap="xs">
    <Text size="sm" fw={500}>
      Only events whose data has
    </Text>
    {form.values.filters.map((_, index) => (
      <Group key={index} align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          flex={1}
          label="Place"
          placeholder="syncId"
          {...form.getInputProps(`filters.${index}.path`)}
        />
        <TextInput flex={1} label="Value" {...form.getInputProps(`filters.${index}.equals`)} />
        <Button
          variant="default"
          aria-label={`Remove condition ${index + 1}`}
          onClick={() => form.removeListItem('filters', index)}
        >
          Remove
        </Button>
      </Group>
    ))}
    <Group>
      <Button
        size="xs"
        variant="default"
        disabled={form.values.filters.length >= 10}
        onClick={() => form.insertListItem('filters', { path: '', equals: '' })}
      >
        Add a condition
      </Button>
    </Group>
  </Stack>
);
