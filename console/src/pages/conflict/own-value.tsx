import { FieldInput, useModelShape } from '../../fields/index.js';
import { Answer } from '../../ui/index.js';

export interface OwnValueProps {
  readonly model: string | null;
  readonly field: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

const anything = {
  kind: 'json',
  isNullable: true,
  options: [],
  description: null,
  maxLength: null,
  isOnlyForCreation: false,
  hasDefault: true,
} as const;

/** A value that neither side has. */
export const OwnValue = ({ model, field, value, onChange }: OwnValueProps) => (
  <Answer of={useModelShape(model)}>
    {({ fields }) => {
      const shape = fields.find(({ name }) => name === field) ?? { ...anything, name: field };
      return <FieldInput shape={shape} label="Your value" value={value} onChange={onChange} />;
    }}
  </Answer>
);
