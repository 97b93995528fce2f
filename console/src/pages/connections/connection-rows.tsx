import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { Empty, Rows } from '../../ui/index.js';
import { ConnectionRow } from './connection-row.js';

export interface ConnectionRowsProps {
  readonly status: 'active' | 'disconnected';
}

const pageSize = 100;

export const ConnectionRows = ({ status }: ConnectionRowsProps) => {
  const { id } = useOrganization();
  const path = { organizationId: id };
  const list = api.useInfiniteQuery(
    'get',
    '/v1/organizations/{organizationId}/connections',
    { params: { path, query: { status, limit: pageSize } } },
    {
      pageParamName: 'cursor',
      initialPageParam: undefined,
      getNextPageParam: last => last.nextCursor ?? undefined,
    },
  );
  return (
    <Rows
      label={status === 'active' ? 'Connections that work' : 'Connections that were ended'}
      of={list}
      keyOf={connection => connection.id}
      row={connection => <ConnectionRow connection={connection} />}
      height={68}
      empty={status === 'active' ? <NoneYet /> : <NoneEnded />}
    />
  );
};

const NoneYet = () => {
  const { id } = useOrganization();
  const mayConnect = useMay('member');
  return (
    <Empty
      title="No account works at present"
      action={
        mayConnect && (
          <Button component={Link} to={`/o/${id}/providers`}>
            Choose a provider
          </Button>
        )
      }
    >
      A connection is somebody’s account at a vendor, such as a Google calendar, which they allow this
      organization to use. It begins with a sign-in there and a consent here.
    </Empty>
  );
};

const NoneEnded = () => (
  <Empty title="None was disconnected">
    A connection that is disconnected stays in this list with its history; its authorization is destroyed.
  </Empty>
);
