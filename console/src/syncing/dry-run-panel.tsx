import { Button, Group, Stack, Text } from '@mantine/core';
import { api } from '../api/client.js';
import { useOrganization } from '../api/organization.js';
import { complain } from '../ui/index.js';
import { type DryRun, isUnderWay } from './dry-run.js';
import { Findings, FindingsSentence } from './findings.js';
import { ProgressBar } from './run-progress.js';
import { Trouble } from './trouble.js';

const phases: Readonly<Record<string, string>> = {
  queued: 'It waits for its turn.',
  pull: 'Reading from the account. Nothing is written.',
  absent: 'Looking for what is gone from the account.',
  apply: 'Counting what would be deleted.',
  push: 'Counting what would be written.',
  remap: 'Reading what is stored here with the new settings.',
};

const Moving = ({ run, model }: { readonly run: DryRun; readonly model: string }) => {
  const { id: organizationId } = useOrganization();
  const cancel = api.useMutation('post', '/v1/organizations/{organizationId}/dry-runs/{id}/cancel', {
    onError: complain,
  });
  const { phase, done, expected } = run.progress;
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text size="sm" role="status">
          {phases[run.status === 'queued' ? 'queued' : phase] ?? 'Looking.'}
        </Text>
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            cancel.mutate({ params: { path: { organizationId, id: run.id } } });
          }}
        >
          Stop looking
        </Button>
      </Group>
      <ProgressBar
        progress={{ done, expected, perSecond: null, secondsLeft: null }}
        model={model}
        isMoving={run.status === 'running'}
      />
    </Stack>
  );
};

export interface DryRunPanelProps {
  readonly run: DryRun;
  readonly model: string;
  /** Where the sentence stands beside it already. */
  readonly onlyDetails?: boolean;
}

/** A dry run: how far it is, then what it found. */
export const DryRunPanel = ({ run, model, onlyDetails = false }: DryRunPanelProps) => {
  if (isUnderWay(run)) return <Moving run={run} model={model} />;
  if (run.error !== null) {
    return <Trouble error={run.error} syncId={run.syncId ?? ''} connectionId={run.connectionId} />;
  }
  if (run.result === null) return <Text size="sm">It was stopped before it found anything out.</Text>;
  return (
    <Stack gap="md">
      {!onlyDetails && <FindingsSentence found={run.result} />}
      <Findings found={run.result} model={model} />
    </Stack>
  );
};
