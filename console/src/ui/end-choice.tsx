import { NativeSelect, type NativeSelectProps } from '@mantine/core';

const dayMs = 86_400_000;

/** So many days from now, RFC 3339. */
export const endAfter = (days: number): string => new Date(Date.now() + days * dayMs).toISOString();

/** When a key ends: in days, empty for never. */
export const EndChoice = (props: NativeSelectProps) => (
  <NativeSelect
    label="Ends"
    data={[
      { value: '30', label: 'after 30 days' },
      { value: '90', label: 'after 90 days' },
      { value: '365', label: 'after a year' },
      { value: '', label: 'never' },
    ]}
    {...props}
  />
);
