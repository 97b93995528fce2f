import { Box, Button, Group, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { countOf, plural, type Sync, useSyncs } from '../../syncing/index.js';
import { byPage, Empty, Page, Rows, Status } from '../../ui/index.js';

type Mirror = Schemas['Mirror'];

const useMirrorPages = () => {
  const { id: organizationId } = useOrganization();
  return api.useInfiniteQuery(
    'get',
    '/v1/organizations/{organizationId}/mirrors',
    { params: { path: { organizationId } } },
    {
      ...byPage,
      refetchInterval: 10_000,
    },
  );
};

const NewMirror = () => {
  const { id } = useOrganization();
  if (!useMay('admin')) return null;
  return (
    <Button component={Link} to={`/o/${id}/mirrors/new`}>
      New mirror
    </Button>
  );
};

/** What waits for a person, in words; null when nothing does. */
const waitsFor = ({ counts, held, model }: Mirror): string | null => {
  const deletions = (held.a?.deletions ?? 0) + (held.b?.deletions ?? 0);
  const parts = [
    ...(counts.conflicts > 0 ? [plural(counts.conflicts, 'conflict')] : []),
    ...(deletions > 0 ? [`${countOf(deletions, model)} to delete`] : []),
    ...(counts.problems > 0 ? [`${countOf(counts.problems, model)} cannot be mirrored`] : []),
  ];
  return parts.length === 0 ? null : parts.join(', ');
};

const Row = ({ mirror, syncs }: { readonly mirror: Mirror; readonly syncs: ReadonlyMap<string, Sync> }) => {
  const { id } = useOrganization();
  const nameOf = (syncId: string) => syncs.get(syncId)?.name ?? 'a sync';
  const waiting = waitsFor(mirror);
  return (
    <Link className="row" to={`/o/${id}/mirrors/${mirror.id}`}>
      <Box flex="1 1 220px">
        <Text fw={600} truncate>
          {mirror.name}
        </Text>
        <Text size="sm" c="dimmed" truncate>
          {nameOf(mirror.syncAId)} and {nameOf(mirror.syncBId)} · {plural(mirror.counts.pairs, 'pair')}
        </Text>
      </Box>
      <Group gap="xs" justify="flex-end">
        {waiting !== null && <Status of={waiting} tone="warning" />}
        <Status of={mirror.phase === 'joining' && mirror.status === 'active' ? 'joining' : mirror.status} />
      </Group>
    </Link>
  );
};

export const Component = () => {
  const syncs = new Map(useSyncs().data?.data.map(sync => [sync.id, sync]));
  return (
    <Page
      title="Mirrors"
      description="A mirror makes the records of two syncs follow each other: a calendar at Google and one at Outlook, for instance."
      actions={<NewMirror />}
    >
      <Rows
        label="Mirrors"
        of={useMirrorPages()}
        keyOf={({ id }) => id}
        height={66}
        row={mirror => <Row mirror={mirror} syncs={syncs} />}
        empty={
          <Empty title="No mirrors yet" action={<NewMirror />}>
            With two syncs of the same kind of data, what changes in one account arrives in the other, once.
            You see first how many records would be matched and how many made.
          </Empty>
        }
      />
    </Page>
  );
};
