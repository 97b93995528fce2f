import { Text } from '@mantine/core';
import { Acting } from './acting.js';
import { Frame } from './frame.js';
import type { PlaceGroup } from './places.js';

const groups: readonly PlaceGroup[] = [
  { label: null, places: [{ to: '', label: 'Health' }] },
  {
    label: 'Installation',
    places: [
      { to: 'organizations', label: 'Organizations' },
      { to: 'providers', label: 'Providers' },
      { to: 'queues', label: 'Queues' },
      { to: 'accounts', label: 'Logins' },
      { to: 'keys', label: 'Operator keys' },
    ],
  },
];

export const InstallationShell = () => (
  <Acting organizationId={null}>
    {() => <Frame base="/installation" title={<Text truncate>Installation</Text>} groups={groups} />}
  </Acting>
);
