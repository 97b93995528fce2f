import { Button, Group, Progress, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { api, client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { ProblemAlert, useDeed } from '../../ui/index.js';
import { instant } from '../receipts/receipt-filter-bar.js';

interface Values {
  kind: 'failed' | 'range';
  from: string;
  to: string;
}

const bodyOf = ({ kind, from, to }: Values): Schemas['StartReplay'] =>
  kind === 'failed'
    ? { failedSince: instant(from) ?? '' }
    : { from: instant(from) ?? '', to: instant(to) ?? '' };

const validate = {
  from: (value: string) => (instant(value) === undefined ? 'Since when?' : null),
  to: (value: string, { kind }: Values) =>
    kind === 'range' && instant(value) === undefined ? 'Until when?' : null,
};

export interface ReplayEndpointProps {
  readonly endpoint: Schemas['Endpoint'];
  readonly onClose: () => void;
}

/** A stretch of events, or everything that failed since a time. It goes on when the dialog is closed. */
export const ReplayEndpoint = ({ endpoint, onClose }: ReplayEndpointProps) => {
  const { id: organizationId } = useOrganization();
  const [replayId, setReplayId] = useState<string | null>(null);
  const form = useForm<Values>({
    initialValues: { kind: 'failed', from: '', to: '' },
    validate,
  });
  const deed = useDeed(async (values: Values) => {
    const { data } = await client.POST('/v1/organizations/{organizationId}/endpoints/{endpointId}/replay', {
      params: { path: { organizationId, endpointId: endpoint.id } },
      body: bodyOf(values),
    });
    if (data) setReplayId(data.id);
  }, form);
  if (replayId !== null) return <ReplayProgress endpointId={endpoint.id} id={replayId} onClose={onClose} />;
  return (
    <form onSubmit={form.onSubmit(deed.run)}>
      <Stack>
        <SegmentedControl
          aria-label="What is sent again"
          data={[
            { value: 'failed', label: 'What failed' },
            { value: 'range', label: 'All events of a time' },
          ]}
          {...form.getInputProps('kind')}
        />
        <TextInput label="Since" type="datetime-local" required {...form.getInputProps('from')} />
        {form.values.kind === 'range' && (
          <TextInput label="Until" type="datetime-local" required {...form.getInputProps('to')} />
        )}
        <Note />
        {deed.error !== null && <ProblemAlert error={deed.error} />}
        <Button type="submit" loading={deed.isBusy}>
          Send again
        </Button>
      </Stack>
    </form>
  );
};

const Note = () => (
  <Text size="sm" c="dimmed">
    Each event keeps its webhook-id, so a server that looks at it takes nothing twice. To send a single one,
    open its delivery.
  </Text>
);

interface ReplayProgressProps {
  readonly endpointId: string;
  readonly id: string;
  readonly onClose: () => void;
}

const ReplayProgress = ({ endpointId, id, onClose }: ReplayProgressProps) => {
  const { id: organizationId } = useOrganization();
  const { data, error } = api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/endpoints/{endpointId}/replays/{id}',
    { params: { path: { organizationId, endpointId, id } } },
    { refetchInterval: ({ state }) => (state.data?.status === 'done' ? false : 1_000) },
  );
  const isDone = data?.status === 'done';
  return (
    <Stack>
      {error && <ProblemAlert error={error} />}
      <Progress value={100} animated={!isDone} aria-label="Sending again" />
      <Text role="status">
        {data?.replayed ?? 0} queued to be sent
        {isDone ? '. That is all.' : ' so far. You may close this; it goes on.'}
      </Text>
      <Group>
        <Button onClick={onClose}>Close</Button>
      </Group>
    </Stack>
  );
};
