import { Box, Button, Code, Group, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { api, client } from '../../api/client.js';
import { ask, byPage, ProblemAlert, Rows, say, useDeed, When } from '../../ui/index.js';

const path = '/admin/v1/queues/{task}/dead';
/** As many as the hub takes in one call. */
const atOnce = 500;

const useReplay = (task: string) => {
  const queries = useQueryClient();
  return useDeed(async (ids: readonly string[]) => {
    if (ids.length > 1) {
      const title = `Replay ${ids.length} pieces of work?`;
      const text =
        'They are done again as if they were new. If the cause is still there, they will fail again.';
      if (!(await ask({ title, text, yes: 'Replay them' }))) return;
    }
    const { data } = await client.POST(`${path}/replay`, {
      params: { path: { task } },
      body: { ids: [...ids] },
    });
    await queries.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).startsWith('/admin/v1/queues'),
    });
    say(`${data?.replayed ?? 0} due again.`);
  });
};

/** Work that was tried as often as it may be. */
export const DeadWork = ({ task }: { readonly task: string }) => {
  const replay = useReplay(task);
  const dead = api.useInfiniteQuery(
    'get',
    path,
    { params: { path: { task }, query: { limit: 200 } } },
    byPage,
  );
  const ids = (dead.data?.pages ?? []).flatMap(page => page.data.map(({ id }) => id)).slice(0, atOnce);
  return (
    <Stack gap="xs">
      {replay.error !== null && <ProblemAlert error={replay.error} />}
      {ids.length > 1 && (
        <Group>
          <Button size="xs" onClick={() => replay.run(ids)} loading={replay.isBusy}>
            Replay all {ids.length}
            {dead.hasNextPage ? ' that are listed' : ''}
          </Button>
        </Group>
      )}
      <Rows
        label={`Work of ${task} that was given up`}
        of={dead}
        keyOf={({ id }) => id}
        row={item => <DeadRow item={item} onReplay={() => replay.run([item.id])} />}
        height={90}
        empty={<Text c="dimmed">Nothing was given up.</Text>}
      />
    </Stack>
  );
};

interface DeadRowProps {
  readonly item: Schemas['DeadItem'];
  readonly onReplay: () => void;
}

const DeadRow = ({ item, onReplay }: DeadRowProps) => (
  <Box className="row">
    <Box flex={1}>
      <Code>{item.lane}</Code>
      <Text size="sm">{item.error ?? 'No error was kept.'}</Text>
      <Text size="sm" c="dimmed">
        {item.attempts} attempts · given up <When at={item.diedAt} /> · organization {item.organizationId}
      </Text>
    </Box>
    <Button size="xs" variant="default" onClick={onReplay} aria-label={`Replay ${item.lane}`}>
      Replay
    </Button>
  </Box>
);
