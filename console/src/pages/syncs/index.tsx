import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { type Connection, useConnections } from '../../syncing/index.js';
import { byPage, Empty, Page, Rows } from '../../ui/index.js';
import { SyncRow } from './sync-row.js';

const useSyncPages = () => {
  const { id: organizationId } = useOrganization();
  return api.useInfiniteQuery(
    'get',
    '/v1/organizations/{organizationId}/syncs',
    { params: { path: { organizationId } } },
    {
      ...byPage,
      refetchInterval: ({ state }) => {
        const isBusy = state.data?.pages.some(page => page.data.some(({ activeRun }) => activeRun !== null));
        return isBusy === true ? 2_000 : 15_000;
      },
    },
  );
};

const NewSync = () => {
  const { id } = useOrganization();
  if (!useMay('member')) return null;
  return (
    <Button component={Link} to={`/o/${id}/syncs/new`}>
      New sync
    </Button>
  );
};

const Nothing = ({ hasAccounts }: { readonly hasAccounts: boolean }) => {
  const { id } = useOrganization();
  return hasAccounts ? (
    <Empty title="No syncs yet" action={<NewSync />}>
      A sync keeps one calendar, list or folder of a connected account and the records here the same. Choose
      what it covers, look at what it would do, then let it run.
    </Empty>
  ) : (
    <Empty
      title="First connect an account"
      action={
        <Button component={Link} to={`/o/${id}/connections`}>
          Connections
        </Button>
      }
    >
      A sync keeps one calendar, list or folder of a connected account and the records here the same. No
      account is connected yet.
    </Empty>
  );
};

export const Component = () => {
  const connections = useConnections().data?.data ?? [];
  const byId = new Map<string, Connection>(connections.map(connection => [connection.id, connection]));
  return (
    <Page
      title="Syncs"
      description="Each keeps one calendar, list or folder of an account and the records here the same."
      actions={<NewSync />}
    >
      <Rows
        label="Syncs"
        of={useSyncPages()}
        keyOf={({ id }) => id}
        height={74}
        row={sync => <SyncRow sync={sync} connection={byId.get(sync.connectionId)} />}
        empty={<Nothing hasAccounts={connections.length > 0} />}
      />
    </Page>
  );
};
