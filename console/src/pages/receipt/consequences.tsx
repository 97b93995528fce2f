import { List, Stack, Text, Title } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { PageLink, SyncLink, useSyncs } from '../../known/index.js';
import { Status, When } from '../../ui/index.js';

/** The runs that it started. */
const useRuns = ({ id: receiptId, connectionId, status }: Schemas['ReceiptDetail']) => {
  const { id: organizationId } = useOrganization();
  const syncs = (useSyncs().data?.data ?? []).filter(sync => sync.connectionId === connectionId);
  const answers = useQueries({
    queries: syncs.map(sync =>
      api.queryOptions(
        'get',
        '/v1/organizations/{organizationId}/syncs/{syncId}/runs',
        { params: { path: { organizationId, syncId: sync.id }, query: { receiptId } } },
        { enabled: status === 'processed' },
      ),
    ),
  });
  return answers.flatMap(({ data }) => data?.data ?? []);
};

/** What it led to. */
export const Consequences = ({ receipt }: { readonly receipt: Schemas['ReceiptDetail'] }) => {
  const runs = useRuns(receipt);
  return (
    <Stack gap="xs" component="section">
      <Title order={2}>What it led to</Title>
      {receipt.status === 'processed' && runs.length === 0 && (
        <Text c="dimmed">
          No run of its own: a run that was under way took it along, or it told of a subscription.
        </Text>
      )}
      {receipt.status !== 'processed' && (
        <Text c="dimmed">{receipt.status === 'quarantined' ? 'Nothing.' : 'Nothing so far.'}</Text>
      )}
      {runs.length > 0 && (
        <List>
          {runs.map(run => (
            <List.Item key={run.id}>
              <PageLink to={`syncs/${run.syncId}/runs/${run.id}`}>Run</PageLink> of{' '}
              <SyncLink id={run.syncId} /> <When at={run.createdAt} /> <Status of={run.status} />
            </List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
};
