import { Select, SimpleGrid, TextInput } from '@mantine/core';
import { fieldName } from '../../fields/index.js';
import { useSyncs } from '../../known/index.js';

export const filterNames = ['status', 'syncId', 'field', 'after'] as const;
export type FilterName = (typeof filterNames)[number];
type Chosen = Readonly<Partial<Record<FilterName, string>>>;

const statuses = { open: 'Open', resolved: 'Decided', closed: 'Gone by themselves' } as const;
type ConflictStatus = keyof typeof statuses;

export interface ConflictsQuery {
  readonly status: ConflictStatus;
  readonly syncId?: string;
  readonly field?: string;
  readonly openedAfter?: string;
}

const isStatus = (text: string | undefined): text is ConflictStatus =>
  text !== undefined && Object.hasOwn(statuses, text);

export const queryOf = ({ status, syncId, field, after }: Chosen): ConflictsQuery => ({
  status: isStatus(status) ? status : 'open',
  ...(syncId === undefined ? {} : { syncId }),
  ...(field === undefined ? {} : { field }),
  ...(after === undefined ? {} : { openedAfter: new Date(`${after}T00:00:00`).toISOString() }),
});

const fields = [
  'title',
  'description',
  'location',
  'start',
  'end',
  'status',
  'attendees',
  'due',
  'priority',
  'labels',
  'assignees',
  'name',
  'notes',
  'emails',
  'phones',
];

export interface ConflictFilterBarProps {
  readonly filters: Chosen;
  readonly onChange: (name: FilterName, value: string | null) => void;
}

export const ConflictFilterBar = ({ filters, onChange }: ConflictFilterBarProps) => (
  <SimpleGrid
    cols={{ base: 2, sm: 4 }}
    spacing="sm"
    verticalSpacing="xs"
    role="search"
    aria-label="Filter conflicts"
  >
    <Select
      label="State"
      allowDeselect={false}
      data={Object.entries(statuses).map(([value, label]) => ({ value, label }))}
      value={filters.status ?? 'open'}
      onChange={value => onChange('status', value === 'open' ? null : value)}
    />
    <Select
      label="Sync"
      placeholder="All syncs"
      clearable
      searchable
      data={(useSyncs().data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      value={filters.syncId ?? null}
      onChange={value => onChange('syncId', value)}
    />
    <FieldAndTime filters={filters} onChange={onChange} />
  </SimpleGrid>
);

const FieldAndTime = ({ filters, onChange }: ConflictFilterBarProps) => (
  <>
    <Select
      label="Field"
      placeholder="Any field"
      clearable
      searchable
      data={fields.map(field => ({ value: field, label: fieldName(field) }))}
      value={filters.field ?? null}
      onChange={value => onChange('field', value)}
    />
    <TextInput
      label="Since"
      type="date"
      value={filters.after ?? ''}
      onChange={event => onChange('after', event.currentTarget.value)}
    />
  </>
);
