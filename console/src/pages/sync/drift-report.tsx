import { Button, Group, List, Stack, Text } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import {
  clashRows,
  countOf,
  fieldWords,
  figure,
  isUnderWay,
  plural,
  ProgressBar,
  Samples,
  type Sync,
  Trouble,
  useRefresh,
} from '../../syncing/index.js';
import { ask, complain, say } from '../../ui/index.js';

type Audit = Schemas['DriftAudit'];
type Report = Schemas['DriftReport'];

export interface DriftReportProps {
  readonly audit: Audit;
  readonly sync: Sync;
}

const Repair = ({ audit, sync }: DriftReportProps) => {
  const { id: organizationId } = useOrganization();
  const refresh = useRefresh();
  const { mutate, isPending } = api.useMutation(
    'post',
    '/v1/organizations/{organizationId}/drift-audits/{id}/repair',
    {
      onError: complain,
      onSuccess: async () => {
        say('A full run begins that trusts nothing of what differs.');
        await refresh('runs', 'syncs');
      },
    },
  );
  const repair = async () => {
    const isSure = await ask({
      title: 'Repair by a full run?',
      text: 'It lists everything and fetches anew what differs. Direction and policy of the sync decide who wins, and the delete breaker still asks before many deletions.',
      yes: 'Repair',
    });
    if (isSure) mutate({ params: { path: { organizationId, id: audit.id } } });
  };
  return (
    <Group>
      <Button size="xs" loading={isPending} disabled={sync.activeRun !== null} onClick={() => void repair()}>
        Repair
      </Button>
    </Group>
  );
};

const Waiting = ({ waiting }: Pick<Report, 'waiting'>) => {
  const { push, decision, deletion } = waiting;
  if (push + decision + deletion === 0) return null;
  return (
    <Text size="sm">
      Cannot agree yet, and are no part of the score: {figure(push)} on their way to the account,{' '}
      {figure(decision)} in conflict, {figure(deletion)} waiting to be deleted.
    </Text>
  );
};

const Fields = ({ fields }: Pick<Report, 'fields'>) => (
  <List size="sm">
    {Object.entries(fields)
      .toSorted(([, a], [, b]) => b - a)
      .map(([field, count]) => (
        <List.Item key={field}>
          {fieldWords(field)} differs {plural(count, 'time')}
        </List.Item>
      ))}
  </List>
);

const Moving = ({ audit, model }: { readonly audit: Audit; readonly model: string }) => {
  const { id: organizationId } = useOrganization();
  const cancel = api.useMutation('post', '/v1/organizations/{organizationId}/drift-audits/{id}/cancel', {
    onError: complain,
  });
  const { done, expected } = audit.progress;
  return (
    <Stack gap="xs">
      <ProgressBar
        progress={{ done, expected, perSecond: null, secondsLeft: null }}
        model={model}
        isMoving={audit.status === 'running'}
      />
      <Group>
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            cancel.mutate({ params: { path: { organizationId, id: audit.id } } });
          }}
        >
          Stop
        </Button>
      </Group>
    </Stack>
  );
};

/** What a drift audit found. */
export const DriftReport = ({ audit, sync }: DriftReportProps) => {
  const may = useMay('member');
  if (isUnderWay(audit)) return <Moving audit={audit} model={sync.model} />;
  if (audit.error !== null) {
    return <Trouble error={audit.error} syncId={sync.id} connectionId={sync.connectionId} />;
  }
  const { result } = audit;
  if (result === null) return <Text size="sm">It was stopped before its end.</Text>;
  const { differing, missingHere, missingThere } = result;
  const isWhole = differing.count + missingHere.count + missingThere.count === 0;
  return (
    <Stack gap="sm">
      <Text>
        {figure(result.agreeing)} of {countOf(result.compared, sync.model)} agree: <b>{result.score} %</b>
        {result.share < 1 ? `, looking at ${String(Math.round(result.share * 100))} % of all` : ''}.
      </Text>
      <Samples
        columns={['Here', 'In the account']}
        rowsOf={clashRows}
        tallies={[
          { title: 'Differ', ...differing },
          { title: 'In the account alone', ...missingHere },
          { title: 'Here alone', ...missingThere },
        ]}
      />
      <Fields fields={result.fields} />
      <Waiting waiting={result.waiting} />
      {!isWhole && may && <Repair audit={audit} sync={sync} />}
    </Stack>
  );
};
