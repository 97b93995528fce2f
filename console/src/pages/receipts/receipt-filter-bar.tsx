import { Select, SimpleGrid, TextInput } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { useConnections } from '../../known/index.js';
import { statusWords } from './words.js';

export const filterNames = ['status', 'connectionId', 'eventType', 'from', 'to'] as const;
export type FilterName = (typeof filterNames)[number];
type Chosen = Readonly<Partial<Record<FilterName, string>>>;
type ReceiptStatus = Schemas['Receipt']['status'];

export interface ReceiptsQuery {
  readonly status?: ReceiptStatus;
  readonly connectionId?: string;
  readonly eventType?: string;
  readonly from?: string;
  readonly to?: string;
}

const isStatus = (text: string | undefined): text is ReceiptStatus =>
  text !== undefined && Object.hasOwn(statusWords, text);

/** What the browser's input of a time says, in the viewer's zone. */
export const instant = (local: string | undefined): string | undefined => {
  const at = new Date(local ?? NaN);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
};

export const queryOf = ({ status, connectionId, eventType, from, to }: Chosen): ReceiptsQuery => {
  const [since, until] = [instant(from), instant(to)];
  return {
    ...(isStatus(status) ? { status } : {}),
    ...(connectionId === undefined ? {} : { connectionId }),
    ...(eventType === undefined ? {} : { eventType }),
    ...(since === undefined ? {} : { from: since }),
    ...(until === undefined ? {} : { to: until }),
  };
};

export interface ReceiptFilterBarProps {
  readonly filters: Chosen;
  readonly onChange: (name: FilterName, value: string | null) => void;
}

export const ReceiptFilterBar = ({ filters, onChange }: ReceiptFilterBarProps) => {
  const connections = useConnections().data?.data ?? [];
  return (
    <SimpleGrid
      cols={{ base: 2, sm: 3, lg: 5 }}
      spacing="sm"
      verticalSpacing="xs"
      mb="md"
      role="search"
      aria-label="Filter received webhooks"
    >
      <Select
        label="State"
        placeholder="Any state"
        clearable
        data={Object.entries(statusWords).map(([value, [label]]) => ({ value, label }))}
        value={filters.status ?? null}
        onChange={value => onChange('status', value)}
      />
      <Select
        label="Connection"
        placeholder="All connections"
        clearable
        searchable
        data={connections.map(({ id, account, provider }) => ({
          value: id,
          label: `${account.name} at ${provider}`,
        }))}
        value={filters.connectionId ?? null}
        onChange={value => onChange('connectionId', value)}
      />
      <KindAndTime filters={filters} onChange={onChange} />
    </SimpleGrid>
  );
};

const KindAndTime = ({ filters, onChange }: ReceiptFilterBarProps) => (
  <>
    <TextInput
      label="Kind of event"
      placeholder="item:updated"
      value={filters.eventType ?? ''}
      onChange={event => onChange('eventType', event.currentTarget.value)}
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
