import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { countOf, figure, RecordNames, useRefresh } from '../../syncing/index.js';
import { ask, complain, say } from '../../ui/index.js';

type Mirror = Schemas['Mirror'];

export interface HeldDeletionsProps {
  readonly mirror: Mirror;
  readonly names: readonly [a: string, b: string];
}

const base = '/v1/organizations/{organizationId}/mirrors/{id}' as const;

const useDecide = ({ id }: Mirror, deletions: number) => {
  const { id: organizationId } = useOrganization();
  const refresh = useRefresh();
  const init = { params: { path: { organizationId, id } } };
  const after = (words: string) => ({
    onError: complain,
    onSuccess: async () => {
      say(words);
      await refresh('mirrors', 'links', 'records');
    },
  });
  const approve = api.useMutation(
    'post',
    `${base}/approve`,
    after('They are deleted on the other side too.'),
  );
  const reject = api.useMutation('post', `${base}/reject`, after('What was deleted comes back.'));
  const agree = async () => {
    const isSure = await ask({
      title: `Delete ${figure(deletions)}?`,
      text: 'They were deleted on one side and are now deleted on the other too, in the account as well.',
      yes: `Delete ${figure(deletions)}`,
      isDangerous: true,
    });
    if (isSure) approve.mutate(init);
  };
  return { agree, refuse: () => reject.mutate(init), isBusy: approve.isPending || reject.isPending };
};

const Side = ({
  held,
  name,
  model,
}: {
  held: NonNullable<Mirror['held']['a']>;
  name: string;
  model: string;
}) => (
  <Stack gap="xs">
    <Text size="sm">
      In “{name}” {figure(held.deletions)} of {countOf(held.total, model)} would be deleted
      {held.reason === 'everything' ? ': everything.' : ', more than passes without a person.'}
    </Text>
    <RecordNames ids={held.sample} />
  </Stack>
);

/** Deletions that are too many to pass without a person. Everything else goes on. */
export const HeldDeletions = ({ mirror, names }: HeldDeletionsProps) => {
  const may = useMay('admin');
  const { a, b } = mirror.held;
  const deletions = (a?.deletions ?? 0) + (b?.deletions ?? 0);
  const { agree, refuse, isBusy } = useDecide(mirror, deletions);
  if (a === null && b === null) return null;
  return (
    <Alert
      color="orange"
      title={`Waits for a decision: ${countOf(deletions, mirror.model)} would be deleted`}
    >
      <Stack gap="sm">
        {a !== null && <Side held={a} name={names[0]} model={mirror.model} />}
        {b !== null && <Side held={b} name={names[1]} model={mirror.model} />}
        {may ? (
          <Group gap="xs">
            <Button size="xs" loading={isBusy} onClick={refuse}>
              Bring back what was deleted
            </Button>
            <Button size="xs" color="red.9" disabled={isBusy} onClick={() => void agree()}>
              Delete {figure(deletions)}
            </Button>
          </Group>
        ) : (
          <Text size="sm">An owner or an admin decides.</Text>
        )}
      </Stack>
    </Alert>
  );
};
