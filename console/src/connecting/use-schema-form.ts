import { useForm, type UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { complaintOf, fieldsOf, initialValues, type SchemaField, type Values } from './json-schema.js';

export interface SchemaForm {
  readonly fields: readonly SchemaField[];
  readonly form: UseFormReturnType<Values>;
}

/** A form for what a JSON Schema asks for; of no schema, a form of nothing. */
export const useSchemaForm = (schema: Readonly<Record<string, unknown>> | null | undefined): SchemaForm => {
  const [fields] = useState(() => fieldsOf(schema ?? null));
  const form = useForm<Values>({
    initialValues: initialValues(fields),
    validate: values =>
      Object.fromEntries(fields.map(field => [field.name, complaintOf(field, values[field.name])])),
  });
  return { fields, form };
};
