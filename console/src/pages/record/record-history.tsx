import { Button, Loader, Stack, Text } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { ProblemAlert } from '../../ui/index.js';
import { Version } from './version.js';

/** Every version, newest first: what changed, who or what did it, and what the provider said. */
export const RecordHistory = ({ recordId }: { readonly recordId: string }) => {
  const { id: organizationId } = useOrganization();
  const history = api.useInfiniteQuery(
    'get',
    '/v1/organizations/{organizationId}/records/{id}/history',
    { params: { path: { organizationId, id: recordId }, query: { limit: 20 } } },
    {
      pageParamName: 'cursor',
      initialPageParam: undefined,
      getNextPageParam: (last: Schemas['RecordHistory']) => last.nextCursor ?? undefined,
    },
  );
  if (history.data === undefined) {
    if (history.error) return <ProblemAlert error={history.error} onRetry={() => void history.refetch()} />;
    return <Loader aria-label="Loading" />;
  }
  const versions = history.data.pages.flatMap(page => page.data);
  return (
    <Stack component="ol" gap="md" m={0} p={0} style={{ listStyle: 'none' }}>
      {versions.map(version => (
        <Version key={version.revision} version={version} />
      ))}
      {versions.length === 0 && <Text c="dimmed">Nothing is known of earlier versions.</Text>}
      {history.hasNextPage && (
        <Button
          variant="default"
          loading={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          Earlier versions
        </Button>
      )}
    </Stack>
  );
};
