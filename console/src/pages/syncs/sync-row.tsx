import { Box, Group, Progress, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import {
  type Connection,
  countOf,
  directions,
  figure,
  labelOf,
  manyOf,
  type Run,
  summaryOf,
  type Sync,
  useAccountName,
} from '../../syncing/index.js';
import { Status, When } from '../../ui/index.js';

export interface SyncRowProps {
  readonly sync: Sync;
  readonly connection: Connection | undefined;
}

const Active = ({ run, model }: { readonly run: Run; readonly model: string }) => {
  const { done, expected } = run.progress;
  if (run.held !== null)
    return <Text size="sm">{countOf(run.held.deletions, model)} wait for a decision</Text>;
  return (
    <Stack gap={4}>
      <Text size="sm">
        {figure(done)} {expected === null ? '' : `of ${figure(expected)} `}
        {manyOf(model)}
      </Text>
      {expected !== null && expected > 0 && (
        <Progress value={(100 * done) / expected} size="sm" color="cyan.7" aria-label="Progress of the run" />
      )}
    </Stack>
  );
};

const useLastRun = ({ id: syncId }: Sync) => {
  const { id: organizationId } = useOrganization();
  return api.useQuery('get', '/v1/organizations/{organizationId}/syncs/{syncId}/runs', {
    params: { path: { organizationId, syncId }, query: { limit: 1 } },
  });
};

const Last = ({ run, model }: { readonly run: Run | undefined; readonly model: string }) => {
  if (run === undefined) return <Text size="sm">It never ran.</Text>;
  return (
    <Text size="sm" c={run.error === null ? 'dimmed' : 'inherit'} lineClamp={2}>
      <When at={run.finishedAt ?? run.createdAt} />: {run.error?.detail ?? summaryOf(run, model)}
    </Text>
  );
};

/** One sync: what it covers, how it is, what happened last and when it runs again. */
export const SyncRow = ({ sync, connection }: SyncRowProps) => {
  const { id: organizationId } = useOrganization();
  const runs = useLastRun(sync);
  const last = runs.data?.data[0];
  const nameOf = useAccountName();
  const status = sync.activeRun?.status ?? last?.status ?? (runs.data === undefined ? '…' : 'never ran');
  return (
    <Link className="row" to={`/o/${organizationId}/syncs/${sync.id}`}>
      <Box flex="1 1 220px">
        <Text fw={600} truncate>
          {sync.name}
        </Text>
        <Text size="sm" c="dimmed" truncate>
          {connection === undefined ? '' : `${nameOf(connection)} · `}
          {labelOf(directions, sync.direction).toLowerCase()}
        </Text>
      </Box>
      <Box flex="2 1 260px" visibleFrom="sm">
        {sync.activeRun !== null && <Active run={sync.activeRun} model={sync.model} />}
        {sync.activeRun === null && runs.data !== undefined && <Last run={last} model={sync.model} />}
      </Box>
      <Stack gap={2} align="flex-end" flex="0 0 auto">
        <Group gap="xs" wrap="nowrap">
          <Status of={status} />
        </Group>
        <Text size="xs" c="dimmed">
          {sync.autoSync ? (
            <>
              next: <When at={sync.nextRunAt} never="when told" />
            </>
          ) : (
            'only by hand'
          )}
        </Text>
      </Stack>
    </Link>
  );
};
