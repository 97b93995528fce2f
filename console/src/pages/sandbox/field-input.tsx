import { Checkbox, Select, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { FormValues } from './object-values.js';
import type { Field } from './words.js';

export interface FieldInputProps {
  readonly field: Field;
  readonly form: UseFormReturnType<FormValues>;
}

export const FieldInput = ({ field: { name, label, type, choices, required }, form }: FieldInputProps) => {
  const common = { label, required, ...form.getInputProps(name) };
  switch (type) {
    case 'flag':
      return <Checkbox label={label} {...form.getInputProps(name, { type: 'checkbox' })} />;
    case 'choice':
      return <Select {...common} data={choices ?? []} allowDeselect={!required} />;
    case 'long_text':
      return <Textarea {...common} autosize minRows={2} maxRows={8} />;
    case 'time':
      return <TextInput {...common} description="2026-11-30T10:00:00Z, or 2026-11-30 for a whole day" />;
    case 'date':
      return <TextInput {...common} type="date" />;
    case 'email':
      return <TextInput {...common} type="email" />;
    case 'text':
      return <TextInput {...common} />;
  }
};
