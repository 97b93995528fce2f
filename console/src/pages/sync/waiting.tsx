import { Alert, Anchor, Button, Group, List, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { countOf, recordLabel, type Sync, useStartRun } from '../../syncing/index.js';
import { Awaited } from '../../ui/index.js';

type Stored = Schemas['Record'];

const shown = 20;

const useRecordsIn = (syncId: string, state: 'dirty' | 'conflict') => {
  const { id: organizationId } = useOrganization();
  return api.useQuery('get', '/v1/organizations/{organizationId}/records', {
    params: { path: { organizationId }, query: { syncId, state, limit: shown } },
  });
};

/** `20`, or `more than 20` where the list was cut. */
const atLeast = (found: { data: readonly Stored[]; hasMore: boolean }, model: string): string =>
  `${found.hasMore ? 'more than ' : ''}${countOf(found.data.length, model)}`;

const Refused = ({ sync, records }: { sync: Sync; records: readonly Stored[] }) => {
  const { id } = useOrganization();
  const may = useMay('member');
  const { start, isStarting } = useStartRun(sync.id);
  return (
    <Alert color="orange" title={`The provider did not take ${countOf(records.length, sync.model)}`}>
      <Stack gap="xs" align="flex-start">
        <List size="sm">
          {records.map(record => (
            <List.Item key={record.id}>
              <Anchor component={Link} to={`/o/${id}/records/${record.id}`} underline="always">
                {recordLabel(record)}
              </Anchor>
              : {record.pushError?.detail}
            </List.Item>
          ))}
        </List>
        {may && (
          <Button
            size="xs"
            variant="default"
            loading={isStarting}
            disabled={sync.activeRun !== null}
            onClick={() => start({ retryFailed: true })}
          >
            Send them again
          </Button>
        )}
      </Stack>
    </Alert>
  );
};

/** Records that are not the same on both sides yet: on their way, refused, or in conflict. */
export const Waiting = ({ sync }: { readonly sync: Sync }) => {
  const { id } = useOrganization();
  const { data: dirty, isPending: isDirtyPending } = useRecordsIn(sync.id, 'dirty');
  const { data: conflicts, isPending: areConflictsPending } = useRecordsIn(sync.id, 'conflict');
  if (isDirtyPending || areConflictsPending) return <Awaited />;
  const refused = dirty?.data.filter(({ pushError }) => pushError !== null) ?? [];
  const hasDirty = dirty !== undefined && dirty.data.length > refused.length;
  const hasConflicts = conflicts !== undefined && conflicts.data.length > 0;
  if (refused.length === 0 && !hasDirty && !hasConflicts) return null;
  return (
    <Stack gap="sm">
      {refused.length > 0 && <Refused sync={sync} records={refused} />}
      <Group gap="md">
        {hasDirty && <Text size="sm">On their way to the account: {atLeast(dirty, sync.model)}.</Text>}
        {hasConflicts && (
          <Anchor component={Link} to={`/o/${id}/conflicts?syncId=${sync.id}`} size="sm" underline="always">
            Decide {atLeast(conflicts, sync.model)} edited on both sides
          </Anchor>
        )}
      </Group>
    </Stack>
  );
};
