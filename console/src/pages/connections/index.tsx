import { Button, SegmentedControl, Stack } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import { useMay, useOrganization } from '../../api/organization.js';
import { Page } from '../../ui/index.js';
import { Attention } from './attention.js';
import { ConnectionRows } from './connection-rows.js';

export const Component = () => {
  const [query, setQuery] = useSearchParams();
  const isEnded = query.get('show') === 'disconnected';
  return (
    <Page
      title="Connections"
      description="Accounts that people have connected, with their consent."
      actions={<ConnectButton />}
    >
      <SegmentedControl
        aria-label="Which connections"
        w="fit-content"
        data={[
          { value: 'use', label: 'In use' },
          { value: 'disconnected', label: 'Disconnected' },
        ]}
        value={isEnded ? 'disconnected' : 'use'}
        onChange={show => {
          setQuery(show === 'use' ? {} : { show }, { replace: true });
        }}
      />
      {isEnded ? (
        <ConnectionRows key="disconnected" status="disconnected" />
      ) : (
        <Stack gap="xl">
          <Attention />
          <ConnectionRows key="active" status="active" />
        </Stack>
      )}
    </Page>
  );
};

const ConnectButton = () => {
  const { id } = useOrganization();
  return useMay('member') ? (
    <Button component={Link} to={`/o/${id}/providers`}>
      Connect an account
    </Button>
  ) : null;
};
