import { Badge, Box, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { byWeight, fieldName, FieldValue, isEmptyValue } from '../../fields/index.js';
import { Actor } from '../../known/index.js';
import { When } from '../../ui/index.js';
import { LineageLine } from './lineage.js';
import { Pushes } from './pushes.js';

type RecordVersion = Schemas['RecordVersion'];

export const Version = ({ version }: { readonly version: RecordVersion }) => (
  <Paper component="li" withBorder p="md">
    <Stack gap="xs">
      <Group gap="xs">
        <Title order={2} size="h3">
          Version {version.revision}
        </Title>
        {version.current && <Badge variant="default">Now</Badge>}
        {version.deleted && (
          <Badge color="gray" variant="default">
            Deleted
          </Badge>
        )}
        <Text size="sm" c="dimmed">
          <When at={version.at} />
        </Text>
      </Group>
      <Text>
        {version.cause.words}
        {version.actor !== null && version.actor.kind !== 'system' && (
          <>
            {' '}
            By <Actor of={version.actor} />.
          </>
        )}
      </Text>
      <LineageLine lineage={version.lineage} />
      <Changes changes={version.changes} />
      <Superseded values={version.superseded} />
      <Pushes pushes={version.pushes} />
    </Stack>
  </Paper>
);

const Changes = ({ changes }: { readonly changes: RecordVersion['changes'] }) => {
  const told = changes.filter(({ before, after }) => !(isEmptyValue(before) && isEmptyValue(after)));
  const names = byWeight(told.map(({ field }) => field));
  const ordered = told.toSorted((a, b) => names.indexOf(a.field) - names.indexOf(b.field));
  if (told.length === 0) return null;
  return (
    <Box component="dl" m={0}>
      {ordered.map(({ field, before, after }) => (
        <Box key={field} py={4}>
          <Text component="dt" size="sm" c="dimmed">
            {fieldName(field)}
          </Text>
          <Box component="dd" m={0}>
            {!isEmptyValue(before) && (
              <Text component="div" size="sm" c="dimmed">
                Before: <FieldValue field={field} value={before} />
              </Text>
            )}
            <FieldValue field={field} value={after} />
          </Box>
        </Box>
      ))}
    </Box>
  );
};

/** Values that were decided against stay readable. */
const Superseded = ({ values }: { readonly values: RecordVersion['superseded'] }) => {
  if (values.length === 0) return null;
  return (
    <Stack gap={2}>
      <Text size="sm" fw={500}>
        Decided against
      </Text>
      {values.map((value, index) => (
        <Text component="div" size="sm" key={index}>
          {fieldName(fieldOf(value))}: <FieldValue field={fieldOf(value)} value={value['value']} />{' '}
          <Text span inherit c="dimmed">
            {decidedBy(value)}
          </Text>
        </Text>
      ))}
    </Stack>
  );
};

const fieldOf = ({ field }: Readonly<Record<string, unknown>>): string =>
  typeof field === 'string' ? field : '';

const decidedBy = (value: Readonly<Record<string, unknown>>): string =>
  typeof value['policy'] === 'string' ? `(by the policy “${value['policy']}”)` : '';
