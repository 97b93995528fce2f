import { NumberInput, PasswordInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { SchemaField, Values } from './json-schema.js';

export interface SchemaFieldsProps {
  readonly fields: readonly SchemaField[];
  readonly form: UseFormReturnType<Values>;
}

/** A form's inputs from a JSON Schema; what has no simple input is typed as JSON. */
export const SchemaFields = ({ fields, form }: SchemaFieldsProps) =>
  fields.map(field => <Field key={field.name} field={field} form={form} />);

const Field = ({
  field,
  form,
}: {
  readonly field: SchemaField;
  readonly form: SchemaFieldsProps['form'];
}) => {
  const { name, label, description, kind, choices, isRequired } = field;
  const common = { label, description, required: isRequired, ...form.getInputProps(name) };
  switch (kind) {
    case 'secret':
      return <PasswordInput {...common} autoComplete="off" />;
    case 'number':
      return <NumberInput {...common} />;
    case 'switch':
      return <Switch {...common} {...form.getInputProps(name, { type: 'checkbox' })} />;
    case 'choice':
      return <Select {...common} data={[...choices]} clearable={!isRequired} allowDeselect={!isRequired} />;
    case 'long':
      return <Textarea {...common} autosize minRows={2} maxRows={10} />;
    case 'list':
      return <Textarea {...common} description={oneALine(description)} autosize minRows={2} />;
    case 'json':
      return <Textarea {...common} description={asJson(description)} autosize minRows={2} ff="monospace" />;
    case 'text':
      return <TextInput {...common} autoComplete="off" />;
  }
};

const oneALine = (description: string | undefined): string =>
  description === undefined ? 'One on each line.' : `${description} One on each line.`;

const asJson = (description: string | undefined): string =>
  description === undefined ? 'As JSON.' : `${description} As JSON.`;
