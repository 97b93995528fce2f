import { Button, Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { FieldInput, type Fields, fieldName, Unparsed, useModelShape } from '../../fields/index.js';
import { Answer } from '../../ui/index.js';

export interface ChangeFormProps {
  readonly model: string;
  readonly onChange: (fields: Fields) => void;
}

/** One field with one value, for many records. */
export const ChangeForm = ({ model, onChange }: ChangeFormProps) => {
  const [name, setName] = useState<string | null>(null);
  const [value, setValue] = useState<unknown>(null);
  const change = () => onChange({ [name ?? '']: value });
  return (
    <Answer of={useModelShape(model)}>
      {({ fields, defaults }) => {
        const writable = fields.filter(({ isOnlyForCreation }) => !isOnlyForCreation);
        const shape = writable.find(field => field.name === name);
        const choose = (chosen: string | null) => {
          setName(chosen);
          setValue(defaults[chosen ?? ''] ?? null);
        };
        return (
          <Stack>
            <Select
              label="Field"
              searchable
              data-autofocus
              data={writable.map(field => ({ value: field.name, label: fieldName(field.name) }))}
              value={name}
              onChange={choose}
            />
            {shape && (
              <FieldInput
                key={shape.name}
                shape={shape}
                label="New value"
                value={value}
                onChange={setValue}
              />
            )}
            <Go isReady={shape !== undefined && !(value instanceof Unparsed)} onGo={change} />
          </Stack>
        );
      }}
    </Answer>
  );
};

const Go = ({ isReady, onGo }: { readonly isReady: boolean; readonly onGo: () => void }) => (
  <Button disabled={!isReady} onClick={onGo}>
    Change
  </Button>
);
