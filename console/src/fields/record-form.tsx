import { Accordion, Button, Group, Stack } from '@mantine/core';
import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { problemOf } from '../api/problem.js';
import { Answer, ProblemAlert } from '../ui/index.js';
import { FieldInput } from './field-input.js';
import { Unparsed } from './json-input.js';
import { byWeight, fieldName } from './names.js';
import type { FieldShape } from './shapes.js';
import { type LoadedModel, useModelShape } from './use-model-shape.js';
import type { Fields } from './words.js';

export interface RecordFormProps {
  readonly model: string;
  /** What the record holds now; null makes a new one. */
  readonly fields: Fields | null;
  /** Fields that the hub would not take, and why. */
  readonly guarded?: Readonly<Record<string, string>>;
  readonly submit: string;
  /** Only what was changed. */
  readonly onSubmit: (changed: Fields) => Promise<void>;
  readonly onCancel?: () => void;
}

export const RecordForm = (props: RecordFormProps) => (
  <Answer of={useModelShape(props.model)} lines={5}>
    {model => <Form {...props} loaded={model} />}
  </Answer>
);

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

const jsonProblems = (draft: Fields): Record<string, string> =>
  Object.fromEntries(
    Object.entries(draft)
      .filter(([, value]) => value instanceof Unparsed)
      .map(([name]) => [name, 'This is no JSON yet. Check brackets, commas and quotes.']),
  );

/** A problem of the hub names `fields.title`; a part of a field counts as the field. */
const hubProblems = (error: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(problemOf(error).fields).map(([path, detail]) => [
      path.replace(/^fields\./, '').split('.')[0] ?? path,
      detail,
    ]),
  );

const useForm = ({ fields, loaded, onSubmit }: RecordFormProps & { readonly loaded: LoadedModel }) => {
  const start = fields ?? loaded.defaults;
  const [draft, setDraft] = useState<Fields>({});
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const [refused, setRefused] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const changed = Object.fromEntries(
    Object.entries(draft).filter(([name, value]) => !same(value, start[name])),
  );
  const send = async () => {
    const found = { ...loaded.problemsOf({ ...start, ...changed }), ...jsonProblems(changed) };
    setProblems(found);
    setRefused(null);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      await onSubmit(changed);
    } catch (error) {
      setRefused(error);
      setProblems(hubProblems(error));
    } finally {
      setBusy(false);
    }
  };
  return { values: { ...start, ...draft }, draft, setDraft, changed, problems, refused, isBusy, send };
};

const Form = (props: RecordFormProps & { readonly loaded: LoadedModel }) => {
  const { fields, loaded, guarded = {}, submit, onCancel } = props;
  const form = useForm(props);
  const open = loaded.fields.filter(
    ({ name, isOnlyForCreation }) => !(name in guarded) && (fields === null || !isOnlyForCreation),
  );
  const simple = inOrder(open.filter(({ kind }) => kind !== 'json'));
  const other = inOrder(open.filter(({ kind }) => kind === 'json'));
  const unseen = Object.entries(form.problems).filter(([name]) => !open.some(shape => shape.name === name));
  const onForm = (event: SyntheticEvent) => {
    event.preventDefault();
    void form.send();
  };
  return (
    <form noValidate onSubmit={onForm}>
      <Stack maw={720}>
        <Inputs shapes={simple} form={form} />
        <More names={other.map(({ name }) => fieldName(name))}>
          <Inputs shapes={other} form={form} />
        </More>
        {form.refused !== null && <ProblemAlert error={form.refused} />}
        {unseen.map(([name, detail]) => (
          <div role="alert" key={name}>
            {fieldName(name)}: {detail}
          </div>
        ))}
        <Ends form={form} submit={submit} isNew={fields === null} onCancel={onCancel} />
      </Stack>
    </form>
  );
};

type FormState = ReturnType<typeof useForm>;

const Inputs = ({ shapes, form }: { readonly shapes: readonly FieldShape[]; readonly form: FormState }) =>
  shapes.map(shape => (
    <FieldInput
      key={shape.name}
      shape={shape}
      value={form.values[shape.name]}
      error={form.problems[shape.name]}
      onChange={value => form.setDraft(draft => ({ ...draft, [shape.name]: value }))}
    />
  ));

interface EndsProps {
  readonly form: FormState;
  readonly submit: string;
  readonly isNew: boolean;
  readonly onCancel: (() => void) | undefined;
}

const Ends = ({ form, submit, isNew, onCancel }: EndsProps) => (
  <Group>
    <Button type="submit" loading={form.isBusy} disabled={!isNew && Object.keys(form.changed).length === 0}>
      {submit}
    </Button>
    {onCancel && (
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
    )}
  </Group>
);

const inOrder = (shapes: readonly FieldShape[]): FieldShape[] => {
  const names = byWeight(shapes.map(({ name }) => name));
  return shapes.toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
};

const More = ({ names, children }: { readonly names: readonly string[]; readonly children: ReactNode }) => {
  if (names.length === 0) return null;
  return (
    <Accordion variant="contained" order={3}>
      <Accordion.Item value="more">
        <Accordion.Control>More: {names.join(', ').toLowerCase()}</Accordion.Control>
        <Accordion.Panel>
          <Stack>{children}</Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
};
