import { Box, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { fieldWords, RecordName } from '../../syncing/index.js';
import { byPage, Rows, Status } from '../../ui/index.js';

type Item = Schemas['UndoItem'];

const statuses = [
  { value: 'refused', label: 'Cannot be undone' },
  { value: 'partly', label: 'Only in part' },
  { value: 'undone', label: 'Undone' },
  { value: 'unneeded', label: 'Nothing to take back' },
] as const;

type ItemStatus = (typeof statuses)[number]['value'];

const path = '/v1/organizations/{organizationId}/undos/{id}/items' as const;

const useItems = (id: string, status: ItemStatus | null) => {
  const { id: organizationId } = useOrganization();
  const query = { limit: 50, ...(status === null ? {} : { status }) };
  return api.useInfiniteQuery('get', path, { params: { path: { organizationId, id }, query } }, byPage);
};

const deeds: Readonly<Record<string, string>> = {
  create: 'created again',
  change: 'gets its earlier values',
  delete: 'deleted',
};

const deedOf = ({ action, fields, detail, pushError }: Item): string =>
  [
    ...(action === null ? [] : [deeds[action] ?? action]),
    // Of what is created or deleted these are all of its fields.
    ...(fields.length === 0 || action !== 'change'
      ? []
      : [fields.map(field => fieldWords(field).toLowerCase()).join(', ')]),
    ...(detail === null ? [] : [detail]),
    ...(pushError === null ? [] : [`refused in the account: ${pushError.detail}`]),
  ].join('; ');

const words: Readonly<Record<Item['status'], string>> = {
  pending: 'Waiting',
  undone: 'Undone',
  partly: 'In part',
  refused: 'Not undone',
  unneeded: 'Not needed',
};

/** In a dry run nothing has been done yet. */
const foreseen: Partial<typeof words> = { undone: 'Can be undone', refused: 'Cannot be undone' };

const Row = ({ item, isDryRun }: { readonly item: Item; readonly isDryRun: boolean }) => {
  const tone = item.status === 'refused' ? 'bad' : item.status === 'partly' ? 'warning' : 'quiet';
  const status = (isDryRun ? foreseen[item.status] : undefined) ?? words[item.status];
  return (
    <div className="row">
      <Box flex="1 1 200px">
        <Text size="sm">
          <RecordName id={item.recordId} />
        </Text>
        <Text size="sm" c="dimmed">
          {deedOf(item)}
        </Text>
      </Box>
      <Status of={status} tone={tone} />
    </div>
  );
};

/** What an undo does to each record; what could not be undone says why. */
export const UndoItems = ({ undo }: { readonly undo: Schemas['Undo'] }) => {
  const [status, setStatus] = useState<ItemStatus | null>(undo.counts.refused > 0 ? 'refused' : null);
  return (
    <Stack gap="xs">
      <Select
        aria-label="Only records that are"
        placeholder="All records"
        data={statuses}
        value={status}
        onChange={value => {
          setStatus(statuses.find(one => one.value === value)?.value ?? null);
        }}
        clearable
        clearButtonProps={{ 'aria-label': 'All records' }}
        size="xs"
        maw={260}
      />
      <Rows
        label="Records of the undo"
        of={useItems(undo.id, status)}
        keyOf={({ id }) => id}
        row={item => <Row item={item} isDryRun={undo.dryRun} />}
        empty={<Text size="sm">None.</Text>}
      />
    </Stack>
  );
};
