import { Select, SimpleGrid, Stack, Switch } from '@mantine/core';
import { modelOptions } from '../../fields/index.js';
import { useSyncs } from '../../known/index.js';
import { SearchField } from './search-field.js';
import type { RecordFilters, RecordState } from './use-record-rows.js';

export const filterNames = ['search', 'model', 'syncId', 'state', 'deleted'] as const;
export type FilterName = (typeof filterNames)[number];
type Chosen = Readonly<Partial<Record<FilterName, string>>>;

export const stateWords: Readonly<Record<RecordState, string>> = {
  clean: 'Both sides agree',
  dirty: 'On its way out',
  conflict: 'In conflict',
  delete_pending: 'Deleted there, waits here',
};

const isState = (text: string | undefined): text is RecordState =>
  text !== undefined && Object.hasOwn(stateWords, text);

const isModel = (text: string | undefined): text is NonNullable<RecordFilters['model']> =>
  modelOptions.some(({ value }) => value === text);

export const filtersOf = ({ search, model, syncId, state, deleted }: Chosen): RecordFilters => ({
  ...(search === undefined ? {} : { search }),
  ...(isModel(model) ? { model } : {}),
  ...(syncId === undefined ? {} : { syncId }),
  ...(isState(state) ? { state } : {}),
  ...(deleted === undefined ? {} : { deleted: true }),
});

export interface RecordFilterBarProps {
  readonly filters: Chosen;
  readonly onChange: (name: FilterName, value: string | null) => void;
}

export const RecordFilterBar = ({ filters, onChange }: RecordFilterBarProps) => {
  const syncs = (useSyncs().data?.data ?? []).filter(
    ({ model }) => filters.model === undefined || model === filters.model,
  );
  return (
    <Stack gap="xs" role="search" aria-label="Find records">
      <SearchField value={filters.search ?? ''} onChange={text => onChange('search', text)} />
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm" verticalSpacing="xs" style={{ alignItems: 'end' }}>
        <Select
          label="Kind"
          placeholder="All kinds"
          clearable
          data={modelOptions}
          value={filters.model ?? null}
          onChange={value => onChange('model', value)}
        />
        <Select
          label="Sync"
          placeholder="All syncs"
          clearable
          searchable
          data={syncs.map(({ id, name }) => ({ value: id, label: name }))}
          value={filters.syncId ?? null}
          onChange={value => onChange('syncId', value)}
        />
        <StateAndDeleted filters={filters} onChange={onChange} />
      </SimpleGrid>
    </Stack>
  );
};

const StateAndDeleted = ({ filters, onChange }: RecordFilterBarProps) => (
  <>
    <Select
      label="State"
      placeholder="Any state"
      clearable
      data={Object.entries(stateWords).map(([value, label]) => ({ value, label }))}
      value={filters.state ?? null}
      onChange={value => onChange('state', value)}
    />
    <Switch
      label="Show deleted ones"
      mb={8}
      checked={filters.deleted !== undefined}
      onChange={event => onChange('deleted', event.currentTarget.checked ? 'yes' : null)}
    />
  </>
);
