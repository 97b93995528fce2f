import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { countOf, figure, ProgressBar } from '../../syncing/index.js';
import { Status, When } from '../../ui/index.js';
import { UndoItems } from './undo-items.js';

type Undo = Schemas['Undo'];

export interface UndoCardProps {
  readonly given: Undo;
  /** The undo that this one takes back. */
  readonly ofUndo: Undo | null;
  readonly model: string;
  readonly mayUndo: boolean;
  readonly isStarting: boolean;
  /** Null is the run itself. */
  readonly onUndo: (of: Undo | null, dryRun: boolean) => void;
}

const isMoving = ({ status, dryRun, outgoing }: Undo): boolean =>
  status !== 'succeeded' || (!dryRun && outgoing.waiting > 0);

const useUndoNow = (given: Undo): Undo => {
  const { id: organizationId } = useOrganization();
  const { data } = api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/undos/{id}',
    { params: { path: { organizationId, id: given.id } } },
    { refetchInterval: ({ state }) => (isMoving(state.data ?? given) ? 1_000 : false) },
  );
  return data ?? given;
};

const titleOf = ({ dryRun, ofUndoId }: Undo): string => {
  const what = ofUndoId === null ? 'The run' : 'The undo';
  return dryRun ? `${what} would be taken back like this` : `${what} was taken back`;
};

const doneOf = ({ actions, dryRun }: Undo): string => {
  const { create, change, delete: gone } = actions;
  if (create + change + gone === 0) return dryRun ? 'It would change nothing.' : 'It changed nothing.';
  const verbs = dryRun ? ['create', 'change', 'delete'] : ['created', 'changed', 'deleted'];
  const parts = [create, change, gone].flatMap((count, index) =>
    count === 0 ? [] : [`${verbs[index] ?? ''} ${figure(count)}`],
  );
  return `It ${dryRun ? 'would ' : ''}${parts.join(', ')}, here and thereby in the account.`;
};

const Sentence = ({ undo, model }: { readonly undo: Undo; readonly model: string }) => {
  const { counts, outgoing, dryRun } = undo;
  const left = [
    ...(counts.refused > 0
      ? [`${countOf(counts.refused, model)} ${dryRun ? 'cannot' : 'could not'} be undone`]
      : []),
    ...(counts.partly > 0 ? [`${countOf(counts.partly, model)} only in part`] : []),
    ...(counts.unneeded > 0 ? [`of ${countOf(counts.unneeded, model)} there is nothing to take back`] : []),
  ].join(', ');
  return (
    <>
      <Text size="sm">{doneOf(undo)}</Text>
      {left !== '' && <Text size="sm">{left.charAt(0).toUpperCase() + left.slice(1)}.</Text>}
      {!dryRun && outgoing.waiting + outgoing.refused > 0 && (
        <Text size="sm" role="status">
          {countOf(outgoing.waiting, model)} still on the way to the account, {figure(outgoing.refused)}{' '}
          refused there.
        </Text>
      )}
    </>
  );
};

const Next = ({ undo, ofUndo, isStarting, onUndo }: { undo: Undo } & UndoCardProps) => {
  if (undo.dryRun) {
    return (
      <Button color="red.9" loading={isStarting} onClick={() => onUndo(ofUndo, false)}>
        {undo.ofUndoId === null ? 'Take the run back' : 'Take the undo back'}
      </Button>
    );
  }
  if (undo.undoneBy !== null) return <Text size="sm">This undo was taken back in its turn.</Text>;
  return (
    <Button variant="default" loading={isStarting} onClick={() => onUndo(undo, true)}>
      What would taking the undo back do?
    </Button>
  );
};

/** One undo, or the dry run of one: how far it is, what it does, and what it cannot. */
export const UndoCard = (props: UndoCardProps) => {
  const { given, model, mayUndo } = props;
  const undo = useUndoNow(given);
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={3}>{titleOf(undo)}</Title>
          <Group gap="xs">
            <Text size="sm" c="dimmed">
              <When at={undo.createdAt} />
            </Text>
            {!undo.dryRun && <Status of={undo.status} />}
          </Group>
        </Group>
        {undo.status === 'succeeded' ? (
          <>
            <Sentence undo={undo} model={model} />
            <UndoItems undo={undo} />
            <Group>{mayUndo && <Next {...props} undo={undo} />}</Group>
          </>
        ) : (
          <ProgressBar
            progress={{ ...undo.progress, perSecond: null, secondsLeft: null }}
            model={model}
            isMoving={undo.status === 'running'}
          />
        )}
      </Stack>
    </Paper>
  );
};
