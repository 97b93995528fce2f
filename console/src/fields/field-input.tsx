import { NumberInput, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { EventTimeInput } from './event-time-input.js';
import { JsonInput } from './json-input.js';
import { fieldName } from './names.js';
import type { FieldShape } from './shapes.js';
import { valueWords } from './words.js';

export interface FieldInputProps {
  readonly shape: FieldShape;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly error?: string | undefined;
  /** Instead of the field's name. */
  readonly label?: string;
}

const pad = (part: number): string => String(part).padStart(2, '0');

/** An instant as the browser's own input wants it: in the viewer's zone, without one. */
const toLocal = (value: unknown): string => {
  const at = new Date(typeof value === 'string' ? value : NaN);
  if (Number.isNaN(at.getTime())) return '';
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${day}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
};

const fromLocal = (text: string): string | null => (text === '' ? null : new Date(text).toISOString());

const common = ({ shape, error, label }: FieldInputProps) => ({
  label: label ?? fieldName(shape.name),
  ...(shape.description === null || shape.kind === 'event_time' ? {} : { description: shape.description }),
  ...(error === undefined ? {} : { error }),
});

const TextField = (props: FieldInputProps) => {
  const { shape, value, onChange } = props;
  const text = typeof value === 'string' ? value : '';
  const take = (written: string) => {
    onChange(written === '' && shape.isNullable ? null : written);
  };
  if (shape.kind === 'text') {
    return (
      <Textarea
        {...common(props)}
        autosize
        minRows={3}
        maxRows={16}
        value={text}
        onChange={event => take(event.target.value)}
      />
    );
  }
  const type = shape.kind === 'date' ? 'date' : 'text';
  return (
    <TextInput {...common(props)} type={type} value={text} onChange={event => take(event.target.value)} />
  );
};

const InstantField = (props: FieldInputProps) => (
  <TextInput
    {...common(props)}
    type="datetime-local"
    value={toLocal(props.value)}
    onChange={event => props.onChange(fromLocal(event.target.value))}
  />
);

const ChoiceField = (props: FieldInputProps) => {
  const { shape, value, onChange } = props;
  const data = shape.options.map(option => ({ value: option, label: valueWords(option, 'status') }));
  return (
    <Select
      {...common(props)}
      data={data}
      value={typeof value === 'string' ? value : null}
      clearable={shape.isNullable}
      allowDeselect={false}
      onChange={onChange}
    />
  );
};

const NumberField = (props: FieldInputProps) => (
  <NumberInput
    {...common(props)}
    value={typeof props.value === 'number' ? props.value : ''}
    onChange={value => props.onChange(typeof value === 'number' ? value : null)}
  />
);

/** The simplest input that can hold the field; JSON for what has none. */
export const FieldInput = (props: FieldInputProps) => {
  const { shape, value, onChange } = props;
  switch (shape.kind) {
    case 'choice':
      return <ChoiceField {...props} />;
    case 'yes_no':
      return (
        <Switch
          {...common(props)}
          checked={value === true}
          onChange={event => onChange(event.currentTarget.checked)}
        />
      );
    case 'number':
      return <NumberField {...props} />;
    case 'instant':
      return <InstantField {...props} />;
    case 'words':
      return (
        <TagsInput
          {...common(props)}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={onChange}
        />
      );
    case 'event_time':
      return (
        <EventTimeInput {...common(props)} isEnd={shape.name === 'end'} value={value} onChange={onChange} />
      );
    case 'json':
      return <JsonInput {...common(props)} value={value} onChange={onChange} />;
    default:
      return <TextField {...props} />;
  }
};
