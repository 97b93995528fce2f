import { Alert, Stack, Text } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { PageLink } from '../../known/index.js';

type Found = Schemas['Record'];

/** What keeps the record from being the same on both sides, and the way on. */
export const RecordNotices = ({ record }: { readonly record: Found }) => (
  <Stack gap="xs" aria-live="polite">
    {record.deleted && (
      <Alert color="gray" title="Deleted">
        What it held last is kept here, so that those who follow the records learn that it is gone.
      </Alert>
    )}
    {record.pushError && <Refused error={record.pushError} syncId={record.syncId} />}
    {!record.deleted && record.state === 'dirty' && !record.pushError && (
      <Alert color="blue" title="On its way">
        This change waits for the next run of its sync, which writes it to the provider.{' '}
        <PageLink to={`syncs/${record.syncId}`}>Look at the sync</PageLink>
      </Alert>
    )}
    {record.state === 'conflict' && <InConflict record={record} />}
    {record.state === 'delete_pending' && !record.deleted && (
      <Alert color="orange" title="Deleted at the provider">
        The run that found so is held, because it would delete a lot. Nothing is deleted here until somebody
        approves it. <PageLink to={`syncs/${record.syncId}`}>Look at the held run</PageLink>
      </Alert>
    )}
  </Stack>
);

const Refused = ({
  error,
  syncId,
}: {
  readonly error: NonNullable<Found['pushError']>;
  readonly syncId: string;
}) => (
  <Alert color="red" title="The provider refused this change">
    <Text size="sm">{error.detail}</Text>
    <Text size="sm">
      Change the record so that the provider takes it, or see to the cause; each run tries again.{' '}
      <PageLink to={`syncs/${syncId}`}>Look at the sync</PageLink>{' '}
      <Text span inherit c="dimmed">
        ({error.code})
      </Text>
    </Text>
  </Alert>
);

const InConflict = ({ record }: { readonly record: Found }) => {
  const { id: organizationId } = useOrganization();
  const { data } = api.useQuery('get', '/v1/organizations/{organizationId}/conflicts', {
    params: { path: { organizationId }, query: { syncId: record.syncId, limit: 200 } },
  });
  const conflict = data?.data.find(({ recordId }) => recordId === record.id);
  return (
    <Alert color="orange" title="Changed on both sides">
      Both sides keep theirs until somebody decides.{' '}
      <PageLink to={conflict ? `conflicts/${conflict.id}` : `conflicts?syncId=${record.syncId}`}>
        Decide the conflict
      </PageLink>
    </Alert>
  );
};
