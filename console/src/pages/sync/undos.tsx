import { Box, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { plural, type Sync } from '../../syncing/index.js';
import { Answer, Empty, Status, When } from '../../ui/index.js';

type Undo = Schemas['Undo'];

/** The run at the bottom of undos of undos. */
const runOf = (undo: Undo, all: readonly Undo[]): string => {
  if (undo.runId !== null) return undo.runId;
  const below = all.find(({ id }) => id === undo.ofUndoId);
  return below === undefined ? '' : runOf(below, all);
};

const Row = ({ undo, runId }: { readonly undo: Undo; readonly runId: string }) => {
  const { id: organizationId } = useOrganization();
  return (
    <Link className="row" to={`/o/${organizationId}/syncs/${undo.syncId}/runs/${runId}?undo=${undo.id}`}>
      <Box flex="1 1 200px">
        <Text size="sm" fw={600}>
          {undo.ofUndoId === null ? 'A run was taken back' : 'An undo was taken back'}{' '}
          <When at={undo.createdAt} />
        </Text>
        <Text size="sm" c="dimmed">
          {plural(undo.counts.undone, 'record')} undone, {plural(undo.counts.partly, 'record')} in part,{' '}
          {plural(undo.counts.refused, 'record')} not
        </Text>
      </Box>
      <Status of={undo.status} />
    </Link>
  );
};

/** What was taken back of this sync. The API lists the undos of the whole organization; these are of the newest 200. */
export const Undos = ({ sync }: { readonly sync: Sync }) => {
  const { id: organizationId } = useOrganization();
  const undos = api.useQuery('get', '/v1/organizations/{organizationId}/undos', {
    params: { path: { organizationId }, query: { limit: 200 } },
  });
  return (
    <Stack>
      <Title order={2} size="h3">
        What was taken back
      </Title>
      <Text size="sm" c="dimmed" maw={640}>
        To take a run back, open it in the history. You see first what would be done, and what cannot be
        undone and why.
      </Text>
      <Answer of={undos}>
        {({ data }) => {
          const ours = data.filter(undo => undo.syncId === sync.id && !undo.dryRun);
          if (ours.length === 0)
            return <Empty title="Nothing was taken back">Undone runs are listed here.</Empty>;
          return ours.map(undo => <Row key={undo.id} undo={undo} runId={runOf(undo, data)} />);
        }}
      </Answer>
    </Stack>
  );
};
