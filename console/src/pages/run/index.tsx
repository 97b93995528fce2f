import { Anchor, Group, Stack, Title } from '@mantine/core';
import { Link, useParams } from 'react-router';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import {
  HeldRun,
  isMoving,
  isOver,
  kinds,
  type Run,
  RunPanel,
  summaryOf,
  type Sync,
  triggers,
  Trouble,
  useFollowedRun,
  useSync,
} from '../../syncing/index.js';
import { Answer, Page, Status } from '../../ui/index.js';
import { Counts } from './counts.js';
import { Timeline } from './timeline.js';
import { UndoSection } from './undo-section.js';

const Links = ({ run }: { readonly run: Run }) => {
  const { id } = useOrganization();
  return (
    <Group gap="md">
      <Anchor component={Link} to={`/o/${id}/syncs/${run.syncId}`} underline="always" size="sm">
        The sync
      </Anchor>
      <Anchor component={Link} to={`/o/${id}/records?syncId=${run.syncId}`} underline="always" size="sm">
        Its records
      </Anchor>
      {run.receiptId !== null && (
        <Anchor component={Link} to={`/o/${id}/webhooks/in/${run.receiptId}`} underline="always" size="sm">
          The webhook that told of it
        </Anchor>
      )}
      {run.counts.conflicts > 0 && (
        <Anchor component={Link} to={`/o/${id}/conflicts?syncId=${run.syncId}`} underline="always" size="sm">
          Its conflicts
        </Anchor>
      )}
    </Group>
  );
};

const Whole = ({ run: given, sync }: { readonly run: Run; readonly sync: Sync }) => {
  const run = useFollowedRun(given);
  const mayUndo = useMay('admin');
  const isActive = isMoving(run) || run.status === 'paused';
  return (
    <Page
      title={`Run of “${sync.name}”`}
      description={`Started ${triggers[run.trigger]}. ${kinds[run.kind]}.`}
      actions={<Status of={run.status} />}
    >
      <Stack gap="lg">
        <Links run={run} />
        <HeldRun run={run} model={sync.model} />
        {isActive && <RunPanel run={given} model={sync.model} linked={false} />}
        {run.error !== null && isOver(run) && (
          <Trouble error={run.error} syncId={run.syncId} connectionId={sync.connectionId} />
        )}
        <Stack gap="sm" component="section">
          <Title order={2}>What happened</Title>
          <Counts run={run} sentence={summaryOf(run, sync.model)} />
        </Stack>
        <Stack gap="sm" component="section">
          <Title order={2}>When</Title>
          <Timeline run={run} />
        </Stack>
        <UndoSection run={run} model={sync.model} mayUndo={mayUndo} />
      </Stack>
    </Page>
  );
};

export const Component = () => {
  const { id: organizationId } = useOrganization();
  const { syncId = '', runId = '' } = useParams();
  const sync = useSync(syncId);
  const run = api.useQuery('get', '/v1/organizations/{organizationId}/syncs/{syncId}/runs/{id}', {
    params: { path: { organizationId, syncId, id: runId } },
  });
  return (
    <Answer of={sync}>
      {found => <Answer of={run}>{it => <Whole key={it.id} run={it} sync={found} />}</Answer>}
    </Answer>
  );
};
