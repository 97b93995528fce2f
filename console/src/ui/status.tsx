import { Badge } from '@mantine/core';

export type Tone = 'good' | 'busy' | 'warning' | 'bad' | 'quiet';

const colors: Readonly<Record<Tone, string>> = {
  good: 'teal',
  busy: 'blue',
  warning: 'orange',
  bad: 'red',
  quiet: 'gray',
};

const tones: Readonly<Record<string, Tone>> = {
  connected: 'good',
  active: 'good',
  succeeded: 'good',
  delivered: 'good',
  verified: 'good',
  processed: 'good',
  clean: 'good',
  open: 'warning',
  held: 'warning',
  dirty: 'busy',
  conflict: 'warning',
  paused: 'warning',
  quarantined: 'warning',
  expiring: 'warning',
  needs_reauth: 'warning',
  delete_pending: 'warning',
  running: 'busy',
  queued: 'busy',
  pending: 'busy',
  retrying: 'busy',
  received: 'busy',
  failed: 'bad',
  dead: 'bad',
  refused: 'bad',
  withdrawn: 'bad',
  revoked: 'bad',
  disabled: 'bad',
  failing: 'bad',
  suspended: 'bad',
};

const words = (status: string): string => {
  const text = status.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** A state in words; the colour only repeats them. */
export const Status = ({ of, tone }: { readonly of: string; readonly tone?: Tone }) => (
  <Badge
    color={colors[tone ?? tones[of] ?? 'quiet']}
    variant="dot"
    tt="none"
    fw={500}
    style={{ flexShrink: 0 }}
  >
    {words(of)}
  </Badge>
);
