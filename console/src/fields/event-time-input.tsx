import { Fieldset, Group, SegmentedControl, Select, Text, TextInput } from '@mantine/core';
import { type EventTime, isEventTime, viewersZone } from './times.js';

export interface EventTimeInputProps {
  readonly label: string;
  readonly error?: string;
  /** An end that is a day excludes that day; people think of the last one. */
  readonly isEnd: boolean;
  readonly value: unknown;
  readonly onChange: (value: EventTime) => void;
}

const zones = Intl.supportedValuesOf('timeZone');
const dayMs = 86_400_000;

const moved = (date: string, days: number): string => {
  const at = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(at) ? date : new Date(at + days * dayMs).toISOString().slice(0, 10);
};

const zonesWith = (zone: string): string[] => (zones.includes(zone) ? zones : [zone, ...zones]);

const changedKind = (time: EventTime, kind: string): EventTime => {
  if (kind === 'date')
    return { kind: 'date', date: time.kind === 'date' ? time.date : time.local.slice(0, 10) };
  const day = time.kind === 'date' ? time.date : time.local.slice(0, 10);
  return { kind: 'time', local: `${day}T09:00:00`, zone: viewersZone() };
};

/** A day, or a time of day in a zone. */
export const EventTimeInput = ({ label, error, isEnd, value, onChange }: EventTimeInputProps) => {
  const time: EventTime = isEventTime(value) ? value : { kind: 'time', local: '', zone: viewersZone() };
  return (
    <Fieldset legend={label}>
      <SegmentedControl
        aria-label={`${label}: day or time`}
        size="xs"
        mb="xs"
        value={time.kind}
        onChange={kind => onChange(changedKind(time, kind))}
        data={[
          { value: 'time', label: 'At a time' },
          { value: 'date', label: 'Whole day' },
        ]}
      />
      {time.kind === 'date' ? (
        <TextInput
          type="date"
          label={isEnd ? 'Last day' : 'Day'}
          value={isEnd ? moved(time.date, -1) : time.date}
          onChange={({ target }) =>
            onChange({ kind: 'date', date: isEnd ? moved(target.value, 1) : target.value })
          }
        />
      ) : (
        <WallTime time={time} onChange={onChange} />
      )}
      {error !== undefined && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
    </Fieldset>
  );
};

interface WallTimeProps {
  readonly time: Extract<EventTime, { kind: 'time' }>;
  readonly onChange: (value: EventTime) => void;
}

const WallTime = ({ time, onChange }: WallTimeProps) => (
  <Group grow preventGrowOverflow={false} align="flex-end">
    <TextInput
      type="datetime-local"
      label="Time there"
      value={time.local.slice(0, 16)}
      onChange={({ target }) => onChange({ ...time, local: target.value === '' ? '' : `${target.value}:00` })}
    />
    <Select
      label="Time zone"
      searchable
      clearable
      placeholder="Wherever one is"
      data={zonesWith(time.zone ?? viewersZone())}
      value={time.zone}
      onChange={zone => onChange({ ...time, zone })}
    />
  </Group>
);
