import { Anchor, Button, Group, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { useMay, useOrganization } from '../api/organization.js';
import { ask, Status, When } from '../ui/index.js';
import { useFollowedRun, useRunVerbs } from './runs.js';
import { durationOf, figure, manyOf, phases, plural, type Run } from './words.js';

const percentOf = ({ done, expected }: Run['progress']): number | null =>
  expected === null || expected === 0 ? null : Math.min(100, Math.round((done / expected) * 100));

const howFar = ({ done, expected }: Run['progress'], model: string): string =>
  expected === null
    ? `${figure(done)} ${manyOf(model)}`
    : `${figure(done)} of ${figure(expected)} ${manyOf(model)}`;

const howFast = ({ perSecond, secondsLeft }: Run['progress']): string =>
  [
    ...(perSecond === null ? [] : [`${figure(Math.round(perSecond * 10) / 10)} a second`]),
    ...(secondsLeft === null ? [] : [`about ${durationOf(Math.ceil(secondsLeft))} left`]),
  ].join(', ');

export interface ProgressBarProps {
  readonly progress: Run['progress'];
  readonly model: string;
  readonly isMoving: boolean;
}

/** How far it is, as a bar and in words. */
export const ProgressBar = ({ progress, model, isMoving }: ProgressBarProps) => {
  const percent = percentOf(progress);
  const words = howFar(progress, model);
  return (
    <Stack gap={4}>
      <Progress.Root size="lg">
        <Progress.Section
          value={percent ?? 100}
          striped={percent === null}
          animated={isMoving}
          color={percent === null ? 'gray.5' : 'cyan.7'}
          aria-label="Progress of the run"
          aria-valuetext={words}
        />
      </Progress.Root>
      <Group justify="space-between" gap="xs">
        <Text size="sm">{words}</Text>
        <Text size="sm" c="dimmed">
          {howFast(progress)}
        </Text>
      </Group>
    </Stack>
  );
};

const Buttons = ({ run }: { readonly run: Run }) => {
  const { tell, isBusy } = useRunVerbs(run);
  const cancel = async () => {
    const isSure = await ask({
      title: 'Stop this run?',
      text: 'What it did so far stays. The next run goes on from there.',
      yes: 'Stop the run',
      isDangerous: true,
    });
    if (isSure) tell('cancel');
  };
  return (
    <Group gap="xs">
      {run.status === 'paused' ? (
        <Button size="xs" loading={isBusy} onClick={() => tell('resume')}>
          Go on
        </Button>
      ) : (
        <Button size="xs" variant="default" loading={isBusy} onClick={() => tell('pause')}>
          Pause
        </Button>
      )}
      <Button size="xs" variant="default" disabled={isBusy} onClick={() => void cancel()}>
        Cancel
      </Button>
    </Group>
  );
};

const Waiting = ({ run }: { readonly run: Run }) => {
  if (run.status !== 'queued') return null;
  if (run.resumeAt === null) return <Text size="sm">It waits for its turn.</Text>;
  return (
    <Text size="sm">
      It tries again <When at={run.resumeAt} />
      {run.error === null ? '' : `: ${run.error.detail}`}
    </Text>
  );
};

const Trouble = ({ counts: { failed, warnings } }: Pick<Run, 'counts'>) =>
  (warnings > 0 || failed > 0) && (
    <Text size="sm">
      {plural(failed, 'record')} refused, {plural(warnings, 'warning')}
    </Text>
  );

export interface RunPanelProps {
  readonly run: Run;
  readonly model: string;
  readonly linked?: boolean;
}

/** An active run: how far it is, how fast, and what can be asked of it. */
export const RunPanel = ({ run: given, model, linked = true }: RunPanelProps) => {
  const { id: organizationId } = useOrganization();
  const may = useMay('member');
  const run = useFollowedRun(given);
  return (
    <Paper withBorder p="md" component="section" aria-label="Active run">
      <Stack gap="sm">
        <Group justify="space-between">
          <Group gap="sm">
            <Title order={2} size="h3">
              A run is under way
            </Title>
            <Status of={run.status} />
          </Group>
          {may && run.status !== 'held' && <Buttons run={run} />}
        </Group>
        <Text size="sm" role="status">
          {phases[run.phase]}
        </Text>
        <ProgressBar progress={run.progress} model={model} isMoving={run.status === 'running'} />
        <Waiting run={run} />
        <Trouble counts={run.counts} />
        {linked && (
          <Anchor
            component={Link}
            to={`/o/${organizationId}/syncs/${run.syncId}/runs/${run.id}`}
            size="sm"
            underline="always"
          >
            Open the run
          </Anchor>
        )}
      </Stack>
    </Paper>
  );
};
