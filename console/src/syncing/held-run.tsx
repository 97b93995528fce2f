import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useMay } from '../api/organization.js';
import { ask } from '../ui/index.js';
import { RecordNames } from './record-names.js';
import { useRunVerbs } from './runs.js';
import { countOf, figure, type Run } from './words.js';

type Held = NonNullable<Run['held']>;

const asked = ({ flow, deletions }: Held, model: string) => ({
  title: `Delete ${countOf(deletions, model)}?`,
  text:
    flow === 'incoming'
      ? 'They are deleted here, as they are gone from the account. An undo of the run can bring them back.'
      : 'They are deleted in the account. An undo of the run can bring back what the provider lets the hub create.',
  yes: `Delete ${figure(deletions)}`,
  isDangerous: true,
});

const Decision = ({ run, held, model }: { run: Run; held: Held; model: string }) => {
  const { tell, isBusy } = useRunVerbs(run);
  const approve = async () => {
    if (await ask(asked(held, model))) tell('approve');
  };
  return (
    <Group gap="xs">
      <Button size="xs" loading={isBusy} onClick={() => tell('reject')}>
        Keep the records
      </Button>
      <Button size="xs" color="red.9" disabled={isBusy} onClick={() => void approve()}>
        Delete {figure(held.deletions)}
      </Button>
    </Group>
  );
};

/** A run that would delete too much waits here for a person. */
export const HeldRun = ({ run, model }: { readonly run: Run; readonly model: string }) => {
  const may = useMay('admin');
  const { held } = run;
  if (held === null) return null;
  const more = held.deletions - held.sample.length;
  return (
    <Alert color="orange" title={`Waits for a decision: ${countOf(held.deletions, model)} would be deleted`}>
      <Stack gap="sm">
        <Text size="sm">{held.explanation}</Text>
        <RecordNames ids={held.sample} />
        {more > 0 && <Text size="sm">and {figure(more)} more</Text>}
        {may ? (
          <Decision run={run} held={held} model={model} />
        ) : (
          <Text size="sm">An owner or an admin decides.</Text>
        )}
      </Stack>
    </Alert>
  );
};
