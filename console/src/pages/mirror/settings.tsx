import { Checkbox, Group, MultiSelect, SimpleGrid, Stack, Text } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { Choices, fieldsOf, fieldWords } from '../../syncing/index.js';

export type Accepts = Schemas['Mirror']['acceptsA'];
export type MirrorPolicy = Schemas['Mirror']['policy'];

export interface MirrorSettings {
  readonly policy: MirrorPolicy;
  readonly acceptsA: Accepts;
  readonly acceptsB: Accepts;
  /** Empty: those that mean the same everywhere. */
  readonly fields: readonly string[];
}

export const freshMirror: MirrorSettings = {
  policy: 'latest',
  acceptsA: { create: true, update: true, delete: true },
  acceptsB: { create: true, update: true, delete: true },
  fields: [],
};

/** As the API takes it; what was left alone stays with the hub's own choice. */
export const bodyOf = ({ fields, ...rest }: MirrorSettings) => ({
  ...rest,
  ...(fields.length === 0 ? {} : { fields: [...fields] }),
});

const policiesOf = (a: string, b: string) => [
  {
    value: 'latest' as const,
    label: 'The later edit wins',
    description: `Without a known time, “${b}” wins.`,
  },
  {
    value: 'manual' as const,
    label: 'A person decides',
    description: 'Both keep theirs; other fields go through.',
  },
  { value: 'a' as const, label: `“${a}” wins`, description: 'Whatever the other side says.' },
  { value: 'b' as const, label: `“${b}” wins`, description: 'Whatever the other side says.' },
];

const deeds = [
  ['create', 'Create what is only on the other side'],
  ['update', 'Change what changed on the other side'],
  ['delete', 'Delete what is deleted on the other side'],
] as const;

interface SideProps {
  readonly name: string;
  readonly accepts: Accepts;
  readonly isFixed: boolean;
  readonly onChange: (accepts: Accepts) => void;
}

const Side = ({ name, accepts, isFixed, onChange }: SideProps) => (
  <Stack gap="xs" role="group" aria-label={`What may happen in ${name}`}>
    <Text size="sm" fw={500}>
      What may happen in “{name}”
    </Text>
    {isFixed && (
      <Text size="sm">Its sync only reads, so nothing is written there. The mirror goes one way.</Text>
    )}
    {deeds.map(([deed, label]) => (
      <Checkbox
        key={deed}
        label={label}
        checked={accepts[deed] && !isFixed}
        disabled={isFixed}
        onChange={event => {
          onChange({ ...accepts, [deed]: event.currentTarget.checked });
        }}
      />
    ))}
  </Stack>
);

export interface SettingsProps {
  readonly model: string;
  readonly names: readonly [a: string, b: string];
  readonly readsOnly: readonly [a: boolean, b: boolean];
  readonly value: MirrorSettings;
  readonly onChange: (value: MirrorSettings) => void;
}

/** Who wins, what each side accepts, and which fields are mirrored. */
export const Settings = ({ model, names: [a, b], readsOnly, value, onChange }: SettingsProps) => (
  <Stack>
    <Choices
      label="When both sides changed the same field"
      choices={policiesOf(a, b)}
      value={value.policy}
      onChange={policy => onChange({ ...value, policy })}
    />
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <Side
        name={a}
        accepts={value.acceptsA}
        isFixed={readsOnly[0]}
        onChange={acceptsA => onChange({ ...value, acceptsA })}
      />
      <Side
        name={b}
        accepts={value.acceptsB}
        isFixed={readsOnly[1]}
        onChange={acceptsB => onChange({ ...value, acceptsB })}
      />
    </SimpleGrid>
    <Group>
      <MultiSelect
        label="Fields that are mirrored"
        description="Left empty: those that mean the same at every provider. Attendees are left out unless named, as both would invite them."
        data={fieldsOf(model).map(field => ({ value: field, label: fieldWords(field) }))}
        value={[...value.fields]}
        onChange={fields => onChange({ ...value, fields })}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Name no fields' }}
        flex={1}
      />
    </Group>
  </Stack>
);
