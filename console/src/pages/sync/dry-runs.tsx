import { Accordion, Button, Group, Stack, Text, Title } from '@mantine/core';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import {
  type DryRun,
  DryRunPanel,
  fieldWords,
  FindingsSentence,
  isUnderWay,
  type Sync,
  useDryRun,
  useFollowedDryRun,
  valueText,
} from '../../syncing/index.js';
import { Answer, Empty, ProblemAlert, Status, When } from '../../ui/index.js';

const settingsOf = ({ settings, full }: DryRun): string => {
  const changed = Object.entries(settings).map(([name, value]) => `${fieldWords(name)}: ${valueText(value)}`);
  const all = [...(full ? ['compares everything'] : []), ...changed];
  return all.length === 0 ? 'with the settings as they were' : all.join('; ');
};

const Item = ({ given, model }: { readonly given: DryRun; readonly model: string }) => {
  const run = useFollowedDryRun(given) ?? given;
  return (
    <Accordion.Item value={run.id}>
      <Accordion.Control>
        <Group gap="sm">
          <Status of={run.status} />
          <Text span size="sm">
            <When at={run.createdAt} />, {settingsOf(run)}
          </Text>
        </Group>
        {run.result !== null && <FindingsSentence found={run.result} />}
      </Accordion.Control>
      <Accordion.Panel>
        <DryRunPanel run={run} model={model} onlyDetails />
      </Accordion.Panel>
    </Accordion.Item>
  );
};

const Start = ({ sync }: { readonly sync: Sync }) => {
  const { run, error, start } = useDryRun();
  const isBusy = run !== null && isUnderWay(run);
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Button loading={isBusy} onClick={() => void start({ syncId: sync.id, changes: {} })}>
          What would the next run do?
        </Button>
        <Button
          variant="default"
          disabled={isBusy}
          onClick={() => void start({ syncId: sync.id, changes: { full: true } })}
        >
          And if it compared everything?
        </Button>
      </Group>
      {error !== null && <ProblemAlert error={error} />}
    </Stack>
  );
};

/** Looking without touching: dry runs of this sync, kept for seven days. */
export const DryRuns = ({ sync }: { readonly sync: Sync }) => {
  const { id: organizationId } = useOrganization();
  const may = useMay('member');
  const runs = api.useQuery('get', '/v1/organizations/{organizationId}/syncs/{syncId}/dry-runs', {
    params: { path: { organizationId, syncId: sync.id }, query: { limit: 20 } },
  });
  return (
    <Stack>
      <Title order={2} size="h3">
        Look first
      </Title>
      <Text size="sm" c="dimmed" maw={640}>
        A dry run does everything a run does, on a copy that is thrown away. Nothing is written, here or in
        the account. To try other settings, change them under Settings and ask there.
      </Text>
      {may && <Start sync={sync} />}
      <Answer of={runs}>
        {({ data: [first, ...rest] }) =>
          first === undefined ? (
            <Empty title="No dry runs in the last seven days">
              What each found is listed here and kept for seven days.
            </Empty>
          ) : (
            <Accordion variant="separated" defaultValue={first.id} order={3}>
              {[first, ...rest].map(run => (
                <Item key={run.id} given={run} model={sync.model} />
              ))}
            </Accordion>
          )
        }
      </Answer>
    </Stack>
  );
};
