import { Autocomplete, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';
import { useMembers } from '../../known/index.js';
import { outcomeWords } from './audit-words.js';
import type { AuditFilters } from './use-audit-rows.js';

export const filterNames = ['action', 'who', 'targetType', 'targetId', 'outcome', 'from', 'to'] as const;
export type FilterName = (typeof filterNames)[number];
type Chosen = Readonly<Partial<Record<FilterName, string>>>;

const instant = (local: string | undefined): string | undefined => {
  const at = new Date(local ?? NaN);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
};

/** `who` is a kind of actor, or `member:` and an id. */
export const filtersOf = ({ action, who, targetType, targetId, outcome, from, to }: Chosen): AuditFilters => {
  const [kind, actorId] = who?.split(':') ?? [];
  const [since, until] = [instant(from), instant(to)];
  return {
    ...(action === undefined ? {} : { action: action.trim().toLowerCase().replaceAll(' ', '.') }),
    ...(kind === undefined ? {} : { actorKind: kind as NonNullable<AuditFilters['actorKind']> }),
    ...(actorId === undefined ? {} : { actorId }),
    ...(targetType === undefined ? {} : { targetType }),
    ...(targetId === undefined ? {} : { targetId: targetId.trim() }),
    ...(outcome === undefined ? {} : { outcome: outcome as NonNullable<AuditFilters['outcome']> }),
    ...(since === undefined ? {} : { from: since }),
    ...(until === undefined ? {} : { to: until }),
  };
};

const kinds = [
  { value: 'api_key', label: 'API keys' },
  { value: 'operator', label: 'Operators' },
  { value: 'end_user', label: 'End users' },
  { value: 'system', label: 'The hub itself' },
  { value: 'provider', label: 'Providers' },
];
const actions = [
  'access.',
  'api_key.',
  'audit.',
  'conflict.',
  'connection.',
  'consent.',
  'endpoint.',
  'integration.',
  'mapping.',
  'member.',
  'mirror.',
  'receipt.',
  'record.',
  'sync.',
  'sync_run.',
];
const types = [
  'api_key',
  'conflict',
  'connection',
  'consent',
  'endpoint',
  'integration',
  'mapping',
  'member',
  'mirror',
  'receipt',
  'record',
  'sync',
  'sync_run',
];

export interface AuditFilterBarProps {
  readonly filters: Chosen;
  readonly onChange: (name: FilterName, value: string | null) => void;
}

const useWho = () => {
  const members = useMembers().data?.data ?? [];
  const items = members.map(({ id, name }) => ({ value: `member:${id}`, label: name }));
  return [
    { group: 'Members', items: [{ value: 'member', label: 'All members' }, ...items] },
    { group: 'Others', items: kinds },
  ];
};

export const AuditFilterBar = ({ filters, onChange }: AuditFilterBarProps) => (
  <SimpleGrid
    cols={{ base: 2, sm: 4 }}
    spacing="sm"
    verticalSpacing="xs"
    mb="md"
    role="search"
    aria-label="Search the audit trail"
  >
    <Written
      name="action"
      label="What happened"
      placeholder="consent."
      data={actions}
      filters={filters}
      onChange={onChange}
    />
    <Select
      label="Who"
      placeholder="Anybody"
      clearable
      searchable
      data={useWho()}
      value={filters.who ?? null}
      onChange={value => onChange('who', value)}
    />
    <Written
      name="targetType"
      label="To what kind"
      placeholder="sync"
      data={types}
      filters={filters}
      onChange={onChange}
    />
    <Written name="targetId" label="Id of it" data={[]} filters={filters} onChange={onChange} />
    <OutcomeAndTime filters={filters} onChange={onChange} />
  </SimpleGrid>
);

const OutcomeAndTime = ({ filters, onChange }: AuditFilterBarProps) => (
  <>
    <Select
      label="Outcome"
      placeholder="Any"
      clearable
      data={Object.entries(outcomeWords).map(([value, label]) => ({ value, label }))}
      value={filters.outcome ?? null}
      onChange={value => onChange('outcome', value)}
    />
    <TextInput
      label="From"
      type="datetime-local"
      value={filters.from ?? ''}
      onChange={event => onChange('from', event.currentTarget.value)}
    />
    <TextInput
      label="To"
      type="datetime-local"
      value={filters.to ?? ''}
      onChange={event => onChange('to', event.currentTarget.value)}
    />
  </>
);

interface WrittenProps extends AuditFilterBarProps {
  readonly name: FilterName;
  readonly label: string;
  readonly placeholder?: string;
  readonly data: string[];
}

const settleMs = 400;

/** Asked for once the person stops writing. */
const Written = ({ name, filters, onChange, ...input }: WrittenProps) => {
  const [text, setText] = useState(filters[name] ?? '');
  const tell = useDebouncedCallback((value: string) => onChange(name, value), settleMs);
  return (
    <Autocomplete
      {...input}
      value={text}
      onChange={value => {
        setText(value);
        tell(value);
      }}
    />
  );
};
