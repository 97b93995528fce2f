import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useParams } from 'react-router';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { titleOf } from '../../fields/index.js';
import { PageLink, SyncLink, useSyncs } from '../../known/index.js';
import { Answer, Awaited, Page, When } from '../../ui/index.js';
import { Decide } from './decide.js';
import { Settled } from './settled.js';
import { useNext } from './use-next.js';

export const Component = () => {
  const { conflictId = '' } = useParams();
  const { id: organizationId } = useOrganization();
  const conflict = api.useQuery('get', '/v1/organizations/{organizationId}/conflicts/{id}', {
    params: { path: { organizationId, id: conflictId } },
  });
  const syncs = useSyncs();
  return (
    <Page
      title={conflict.data ? titleOf(conflict.data.local) : 'Conflict'}
      actions={<Next id={conflictId} />}
    >
      <Answer of={conflict} lines={6}>
        {found => (
          <Answer of={syncs}>{({ data }) => <One key={found.id} conflict={found} syncs={data} />}</Answer>
        )}
      </Answer>
    </Page>
  );
};

interface OneProps {
  readonly conflict: Schemas['Conflict'];
  readonly syncs: readonly Schemas['Sync'][];
}

const One = ({ conflict, syncs }: OneProps) => {
  const mayDecide = useMay('member');
  const sync = syncs.find(({ id }) => id === conflict.syncId);
  const count = conflict.fields.length;
  return (
    <Stack gap="lg">
      <Text>
        {count === 1 ? 'One field was' : `${count} fields were`} changed on both sides of{' '}
        <SyncLink id={conflict.syncId} />, found <When at={conflict.openedAt} />.{' '}
        <PageLink to={`records/${conflict.recordId}`}>The record</PageLink> and{' '}
        <PageLink to={`records/${conflict.recordId}?tab=history`}>its history</PageLink>.
      </Text>
      {conflict.status === 'open' && !mayDecide && (
        <Alert color="gray">Members of this organization decide conflicts. You may look.</Alert>
      )}
      {conflict.status === 'open' ? (
        <Decide conflict={conflict} model={sync?.model ?? null} isReadOnly={!mayDecide} />
      ) : (
        <Settled conflict={conflict} />
      )}
    </Stack>
  );
};

const Next = ({ id }: { readonly id: string }) => {
  const next = useNext(id);
  if (next === undefined) return <Awaited />;
  if (next === null) return null;
  return (
    <Group>
      <Button variant="default" onClick={next.go}>
        Next conflict
      </Button>
    </Group>
  );
};
