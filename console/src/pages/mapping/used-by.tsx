import { Anchor, Box, Button, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { figure, plural, type Sync, useRefresh, useSyncs } from '../../syncing/index.js';
import { complain, Empty, say, Status, When } from '../../ui/index.js';

type Mapping = Schemas['Mapping'];
type Remap = Schemas['Remap'];

const isMoving = ({ status }: Remap): boolean => status === 'queued' || status === 'running';

const useRemaps = ({ id }: Mapping) => {
  const { id: organizationId } = useOrganization();
  return api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/mappings/{id}/remaps',
    { params: { path: { organizationId, id }, query: { limit: 50 } } },
    { refetchInterval: ({ state }) => (state.data?.data.some(isMoving) === true ? 1_000 : false) },
  );
};

const LastRemap = ({ remap }: { readonly remap: Remap }) => {
  const { done, expected } = remap.progress;
  if (isMoving(remap)) {
    return (
      <Stack gap={4}>
        <Text size="sm" role="status">
          Reading anew: {figure(done)} of {figure(expected)}
        </Text>
        <Progress
          value={expected === 0 ? 0 : (100 * done) / expected}
          aria-label="Progress of reading anew"
          color="cyan.7"
        />
      </Stack>
    );
  }
  return (
    <Text size="sm" c="dimmed">
      Read anew <When at={remap.finishedAt} />: {plural(remap.changed, 'record')} changed,{' '}
      {plural(remap.warnings, 'warning')}
      {remap.outOfFilter > 0 ? `, ${figure(remap.outOfFilter)} no longer in the filter` : ''}
      {remap.error === null ? '' : `. It failed: ${remap.error}`}
    </Text>
  );
};

const useDeeds = (mapping: Mapping, sync: Sync) => {
  const { id: organizationId } = useOrganization();
  const refresh = useRefresh();
  const after = (words: string) => ({
    onError: complain,
    onSuccess: async () => {
      say(words);
      await refresh('syncs', 'remaps', 'records');
    },
  });
  const remap = api.useMutation(
    'post',
    '/v1/organizations/{organizationId}/mappings/{id}/remap',
    after('The stored records are read anew. The provider is not asked.'),
  );
  const update = api.useMutation(
    'patch',
    '/v1/organizations/{organizationId}/syncs/{id}',
    after('The sync uses the latest version; its records are read anew.'),
  );
  return {
    isBusy: remap.isPending || update.isPending,
    remap: () =>
      remap.mutate({ params: { path: { organizationId, id: mapping.id } }, body: { syncId: sync.id } }),
    update: () => {
      const body = { mappingId: mapping.id, mappingVersion: mapping.version };
      update.mutate({ params: { path: { organizationId, id: sync.id } }, body });
    },
  };
};

const Row = ({ mapping, sync, remap }: { mapping: Mapping; sync: Sync; remap: Remap | undefined }) => {
  const { id } = useOrganization();
  const may = useMay('admin');
  const { isBusy, remap: again, update } = useDeeds(mapping, sync);
  const isOld = sync.mappingVersion !== mapping.version;
  return (
    <div className="row" style={{ flexWrap: 'wrap' }}>
      <Box flex="1 1 220px">
        <Anchor component={Link} to={`/o/${id}/syncs/${sync.id}`} underline="always">
          {sync.name}
        </Anchor>
        {remap !== undefined && <LastRemap remap={remap} />}
      </Box>
      <Status
        of={`version ${String(sync.mappingVersion ?? mapping.version)}`}
        tone={isOld ? 'warning' : 'good'}
      />
      {may && (
        <Group gap="xs">
          {isOld && (
            <Button size="xs" loading={isBusy} onClick={update}>
              Use version {mapping.version}
            </Button>
          )}
          <Button size="xs" variant="default" loading={isBusy} onClick={again}>
            Read anew
          </Button>
        </Group>
      )}
    </div>
  );
};

/** Syncs that read with this mapping, and how far reading anew is. */
export const UsedBy = ({ mapping }: { readonly mapping: Mapping }) => {
  const remaps = useRemaps(mapping).data?.data ?? [];
  const syncs = useSyncs().data?.data.filter(({ mappingId }) => mappingId === mapping.id) ?? [];
  return (
    <Stack component="section" gap="sm">
      <Title order={2} size="h3">
        Used by
      </Title>
      {syncs.length === 0 ? (
        <Empty title="No sync uses it yet">
          Open a sync, choose this mapping in its settings, and look what would happen before you save.
        </Empty>
      ) : (
        <div>
          {syncs.map(sync => (
            <Row
              key={sync.id}
              mapping={mapping}
              sync={sync}
              remap={remaps.find(({ syncId }) => syncId === sync.id)}
            />
          ))}
        </div>
      )}
    </Stack>
  );
};
