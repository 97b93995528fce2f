import { Box, Group, Select, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { durationOf, kinds, type Run, summaryOf, type Sync, triggers } from '../../syncing/index.js';
import { byPage, Empty, Rows, Status, When } from '../../ui/index.js';

const statuses = ['queued', 'running', 'paused', 'held', 'succeeded', 'failed', 'cancelled'] as const;
type RunStatus = (typeof statuses)[number];

const useRunPages = (syncId: string, status: RunStatus | null) => {
  const { id: organizationId } = useOrganization();
  const query = { limit: 50, ...(status === null ? {} : { status }) };
  return api.useInfiniteQuery(
    'get',
    '/v1/organizations/{organizationId}/syncs/{syncId}/runs',
    { params: { path: { organizationId, syncId }, query } },
    byPage,
  );
};

const Row = ({ run, model }: { readonly run: Run; readonly model: string }) => {
  const { id } = useOrganization();
  return (
    <Link className="row" to={`/o/${id}/syncs/${run.syncId}/runs/${run.id}`}>
      <Box flex="1 1 160px">
        <Text size="sm" fw={600}>
          <When at={run.startedAt ?? run.createdAt} />
        </Text>
        <Text size="xs" c="dimmed">
          {triggers[run.trigger]}
          {run.kind === 'full' ? `, ${kinds.full.toLowerCase()}` : ''}
        </Text>
      </Box>
      <Text size="sm" flex="2 1 200px" lineClamp={2} visibleFrom="xs">
        {run.error?.detail ?? summaryOf(run, model)}
      </Text>
      <Text size="sm" c="dimmed" visibleFrom="sm" flex="0 0 auto">
        {run.durationSeconds === null ? '' : durationOf(run.durationSeconds)}
      </Text>
      <Status of={run.status} />
    </Link>
  );
};

/** Every run, newest first. */
export const Runs = ({ sync }: { readonly sync: Sync }) => {
  const [status, setStatus] = useState<RunStatus | null>(null);
  return (
    <Stack gap="sm" component="section">
      <Group justify="space-between">
        <Title order={2} size="h3">
          Runs
        </Title>
        <Select
          aria-label="Only runs that are"
          placeholder="All"
          size="xs"
          clearable
          clearButtonProps={{ 'aria-label': 'All' }}
          data={statuses}
          value={status}
          onChange={value => {
            setStatus(statuses.find(candidate => candidate === value) ?? null);
          }}
        />
      </Group>
      <Rows
        label="Runs"
        of={useRunPages(sync.id, status)}
        keyOf={({ id }) => id}
        height={62}
        row={run => <Row run={run} model={sync.model} />}
        empty={
          <Empty title={status === null ? 'It never ran' : 'None'}>
            Each run is listed here with what it did and how long it took.
          </Empty>
        }
      />
    </Stack>
  );
};
