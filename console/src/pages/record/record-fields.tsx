import { Box, Stack, Text, Title } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { byWeight, fieldName, type Fields, FieldValue, isEmptyValue } from '../../fields/index.js';
import { Actor, PageLink } from '../../known/index.js';
import { When } from '../../ui/index.js';
import { useGuarded } from './use-guarded.js';

type Origin = Schemas['FieldOrigin'];

/** The fields that say something, each with who gave it its value; those that are empty are only named. */
export const RecordFields = ({ record }: { readonly record: Schemas['Record'] }) => {
  const guarded = useGuarded(record);
  const fields: Fields = record.fields;
  const names = byWeight(Object.keys(fields)).filter(name => name !== 'custom');
  const filled = names.filter(name => !isEmptyValue(fields[name]));
  const empty = names.filter(name => isEmptyValue(fields[name]) && !(name in guarded));
  const custom = (fields['custom'] ?? {}) as Fields;
  return (
    <Stack gap="lg">
      <FieldList names={filled} fields={fields} record={record} />
      {!isEmptyValue(custom) && (
        <Stack gap="xs">
          <Title order={2}>Your own fields</Title>
          <FieldList names={Object.keys(custom)} fields={custom} record={record} />
        </Stack>
      )}
      {Object.keys(guarded).length > 0 && <Guarded fields={guarded} />}
      {empty.length > 0 && (
        <Text size="sm" c="dimmed">
          Empty: {empty.map(name => fieldName(name).toLowerCase()).join(', ')}.
        </Text>
      )}
    </Stack>
  );
};

interface FieldListProps {
  readonly names: readonly string[];
  readonly fields: Fields;
  readonly record: Schemas['Record'];
}

const FieldList = ({ names, fields, record }: FieldListProps) => (
  <Box component="dl" m={0} className="fields">
    {names.map(name => (
      <Box key={name} py="xs" style={{ borderBottom: '1px solid var(--mantine-color-default-border)' }}>
        <Text component="dt" size="sm" c="dimmed">
          {fieldName(name)}
        </Text>
        <Box component="dd" m={0}>
          <FieldValue field={name} value={fields[name]} />
          <OriginLine origin={record.origins?.[name]} syncId={record.syncId} />
        </Box>
      </Box>
    ))}
  </Box>
);

const sources: Readonly<Record<Origin['kind'], string>> = {
  provider: 'From the provider',
  person: 'Written here',
  merge: 'Merged from both sides',
  mapping: 'Made by the mapping',
  undo: 'Put back by an undo',
  mirror: 'From the other side of a mirror',
  hub: 'Set by the hub',
};

const OriginLine = ({ origin, syncId }: { readonly origin: Origin | undefined; readonly syncId: string }) => {
  if (origin === undefined) return null;
  return (
    <Text size="xs" c="dimmed">
      {sources[origin.kind]}
      {origin.actor !== null && origin.kind === 'person' && (
        <>
          {' '}
          by <Actor of={origin.actor} />
        </>
      )}{' '}
      <When at={origin.at} />, in version {origin.revision}
      {origin.runId !== null && (
        <>
          {' '}
          (<PageLink to={`syncs/${syncId}/runs/${origin.runId}`}>run</PageLink>)
        </>
      )}
    </Text>
  );
};

const Guarded = ({ fields }: { readonly fields: Readonly<Record<string, string>> }) => (
  <Stack gap={4}>
    <Title order={2}>Guarded fields</Title>
    <Text size="sm">
      {Object.keys(fields)
        .map(name => fieldName(name))
        .join(', ')}
      : these are only read, kept and written under a consent of their own. Without it the hub neither asks
      the provider for them nor keeps them; what was kept is erased. Name such a consent at the sync to have
      them.
    </Text>
    <Text size="sm">
      <PageLink to="consents">Consents</PageLink>
    </Text>
  </Stack>
);
