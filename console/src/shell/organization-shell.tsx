import { Text } from '@mantine/core';
import { useParams } from 'react-router';
import { useLive } from '../api/live.js';
import { type Organization, OrganizationProvider } from '../api/organization.js';
import type { Me } from '../api/session.js';
import { Acting } from './acting.js';
import { Frame } from './frame.js';
import type { PlaceGroup } from './places.js';
import { Tour } from './tour.js';

const groups: readonly PlaceGroup[] = [
  { label: null, places: [{ to: '', label: 'Overview' }] },
  {
    label: 'Accounts',
    places: [
      { to: 'providers', label: 'Providers' },
      { to: 'connections', label: 'Connections' },
      { to: 'consents', label: 'Consents' },
    ],
  },
  {
    label: 'Data',
    places: [
      { to: 'syncs', label: 'Syncs' },
      { to: 'records', label: 'Records' },
      { to: 'conflicts', label: 'Conflicts' },
      { to: 'mappings', label: 'Mappings' },
      { to: 'mirrors', label: 'Mirrors' },
    ],
  },
  {
    label: 'Webhooks',
    places: [
      { to: 'webhooks/in', label: 'Received' },
      { to: 'webhooks/out', label: 'Sent' },
    ],
  },
  {
    label: 'Organization',
    places: [
      { to: 'audit', label: 'Audit trail' },
      { to: 'members', label: 'Members' },
      { to: 'keys', label: 'API keys' },
      { to: 'settings', label: 'Settings' },
      { to: 'sandbox', label: 'Sandbox' },
    ],
  },
];

export const OrganizationShell = () => {
  const { organizationId = '' } = useParams();
  return (
    <Acting organizationId={organizationId} key={organizationId}>
      {me => <Pages me={me} />}
    </Acting>
  );
};

const Pages = ({ me }: { readonly me: Me }) => {
  const place = me.organizations.find(({ id }) => id === me.organizationId);
  if (place === undefined) return null;
  const organization: Organization = { id: place.id, name: place.name, role: place.role };
  return (
    <OrganizationProvider value={organization}>
      <Live organizationId={place.id} />
      <Frame base={`/o/${place.id}`} title={<Text truncate>{place.name}</Text>} groups={groups} />
      <Tour />
    </OrganizationProvider>
  );
};

const Live = ({ organizationId }: { readonly organizationId: string }) => {
  useLive(organizationId);
  return null;
};
