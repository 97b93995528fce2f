import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { isOver, type Run, useRefresh } from '../../syncing/index.js';
import { complain } from '../../ui/index.js';
import { UndoCard } from './undo-card.js';

type Undo = Schemas['Undo'];

const base = '/v1/organizations/{organizationId}' as const;

/** Undos of the run and of those undos, newest first. The API lists the organization's; these are of the newest 200. */
const useUndosOf = (run: Run): readonly Undo[] => {
  const { id: organizationId } = useOrganization();
  const all = api.useQuery('get', `${base}/undos`, {
    params: { path: { organizationId }, query: { limit: 200 } },
  });
  const known = new Set<string>();
  const ours = (all.data?.data ?? []).toReversed().filter(undo => {
    const isOurs = undo.runId === run.id || (undo.ofUndoId !== null && known.has(undo.ofUndoId));
    if (isOurs) known.add(undo.id);
    return isOurs;
  });
  return ours.toReversed();
};

const useUndo = (run: Run, onStarted: (undo: Undo) => void) => {
  const { id: organizationId } = useOrganization();
  const refresh = useRefresh();
  const onSuccess = async (undo: Undo) => {
    await refresh('undos');
    onStarted(undo);
  };
  const ofRun = api.useMutation('post', `${base}/syncs/{syncId}/runs/{id}/undo`, {
    onError: complain,
    onSuccess,
  });
  const ofUndo = api.useMutation('post', `${base}/undos/{id}/undo`, { onError: complain, onSuccess });
  /** Of the run, or of an undo. */
  const start = (of: Undo | null, dryRun: boolean) => {
    if (of === null) {
      const path = { organizationId, syncId: run.syncId, id: run.id };
      ofRun.mutate({ params: { path }, body: { dryRun } });
    } else ofUndo.mutate({ params: { path: { organizationId, id: of.id } }, body: { dryRun } });
  };
  return { start, isStarting: ofRun.isPending || ofUndo.isPending };
};

const didNothing = ({ counts }: Run): boolean => {
  const here = counts.pulledCreated + counts.pulledUpdated + counts.pulledDeleted;
  return here + counts.pushedCreated + counts.pushedUpdated + counts.pushedDeleted === 0;
};

export interface UndoSectionProps {
  readonly run: Run;
  readonly model: string;
  readonly mayUndo: boolean;
}

/** Taking the run back: first what would be done, then doing it, then taking that back too. */
export const UndoSection = ({ run, model, mayUndo }: UndoSectionProps) => {
  const [search] = useSearchParams();
  const [shownId, setShownId] = useState<string | null>(search.get('undo'));
  const undos = useUndosOf(run);
  const { start, isStarting } = useUndo(run, ({ id }) => setShownId(id));
  const shown = undos.find(({ id }) => id === shownId) ?? undos.find(({ dryRun }) => !dryRun) ?? null;
  if (!isOver(run)) return null;
  const isUndone = undos.some(
    ({ runId, dryRun, undoneBy }) => runId === run.id && !dryRun && undoneBy === null,
  );
  return (
    <Stack gap="sm" component="section">
      <Title order={2}>Take it back</Title>
      <Text size="sm" c="dimmed" maw={640}>
        Each side gets back what the run overwrote on it; what somebody changed since stays. You see first
        what would be done.
      </Text>
      {didNothing(run) && <Text size="sm">The run changed nothing, so there is nothing to take back.</Text>}
      {mayUndo && !didNothing(run) && !isUndone && (
        <Group>
          <Button variant="default" loading={isStarting} onClick={() => start(null, true)}>
            What would an undo do?
          </Button>
        </Group>
      )}
      {shown !== null && (
        <UndoCard
          key={shown.id}
          given={shown}
          model={model}
          isStarting={isStarting}
          mayUndo={mayUndo}
          onUndo={(of, dryRun) => start(of, dryRun)}
          ofUndo={undos.find(({ id }) => id === shown.ofUndoId) ?? null}
        />
      )}
    </Stack>
  );
};
