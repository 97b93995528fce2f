import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { fieldsOf } from '../model-fields.js';
import { fieldWords, policies } from '../words.js';
import type { SettingsForm } from './values.js';

const policyOptions = policies.map(({ value, label }) => ({ value, label }));

interface RowProps {
  readonly form: SettingsForm;
  readonly model: string;
  readonly index: number;
}

const Row = ({ form, model, index }: RowProps) => {
  const { field, policy } = form.values.fieldPolicies[index] ?? { field: '', policy: 'manual' };
  const taken = new Set(form.values.fieldPolicies.map(row => row.field));
  const options = fieldsOf(model).filter(name => name === field || !taken.has(name));
  return (
    <Group align="flex-end" gap="xs" wrap="wrap">
      <Select
        label="Field"
        data={[...new Set([...options, ...(field === '' ? [] : [field])])].map(name => ({
          value: name,
          label: fieldWords(name),
        }))}
        value={field === '' ? null : field}
        onChange={name => {
          form.setFieldValue(`fieldPolicies.${index}.field`, name ?? '');
        }}
        searchable
        error={form.errors[`fieldPolicies.${field}`]}
        flex="1 1 160px"
      />
      <Select
        label="Who wins"
        data={policyOptions}
        value={policy}
        allowDeselect={false}
        onChange={value => {
          form.setFieldValue(`fieldPolicies.${index}.policy`, value ?? 'manual');
        }}
        flex="1 1 160px"
      />
      <Button
        variant="default"
        onClick={() => form.removeListItem('fieldPolicies', index)}
        aria-label={`Remove the rule for ${field === '' ? 'this field' : fieldWords(field)}`}
      >
        Remove
      </Button>
    </Group>
  );
};

/** Fields for which somebody else wins than for the rest. */
export const FieldPolicies = ({ form, model }: Omit<RowProps, 'index'>) => (
  <Stack gap="xs" role="group" aria-label="Other rules for single fields">
    <Text size="sm" fw={500}>
      Other rules for single fields
    </Text>
    {form.values.fieldPolicies.map((row, index) => (
      <Row key={`${row.field}${String(index)}`} form={form} model={model} index={index} />
    ))}
    <Group>
      <Button
        size="xs"
        variant="default"
        onClick={() => form.insertListItem('fieldPolicies', { field: '', policy: 'source' })}
      >
        Add a field
      </Button>
    </Group>
  </Stack>
);
