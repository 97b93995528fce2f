import { Button, Group, Progress, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { api, client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { useConnections } from '../../known/index.js';
import { ProblemAlert, useDeed } from '../../ui/index.js';
import { instant } from './receipt-filter-bar.js';

type Status = NonNullable<Schemas['ReplayReceipts']['status']>;
interface Values {
  from: string;
  to: string;
  status: string | null;
  connectionId: string | null;
}

const bodyOf = ({ from, to, status, connectionId }: Values): Schemas['ReplayReceipts'] => ({
  from: instant(from) ?? '',
  to: instant(to) ?? '',
  ...(status === null ? {} : { status: status as Status }),
  ...(connectionId === null ? {} : { connectionId }),
});

/** Received webhooks of a time, processed again. It goes on when the dialog is closed. */
export const ReplayRange = ({ onClose }: { readonly onClose: () => void }) => {
  const { id: organizationId } = useOrganization();
  const [replayId, setReplayId] = useState<string | null>(null);
  const form = useForm<Values>({
    initialValues: { from: '', to: '', status: 'dead', connectionId: null },
    validate: {
      from: value => (instant(value) === undefined ? 'When does it begin?' : null),
      to: value => (instant(value) === undefined ? 'When does it end?' : null),
    },
  });
  const deed = useDeed(async (values: Values) => {
    const { data } = await client.POST('/v1/organizations/{organizationId}/receipts/replay', {
      params: { path: { organizationId } },
      body: bodyOf(values),
    });
    if (data) setReplayId(data.id);
  }, form);
  if (replayId !== null) return <ReplayProgress id={replayId} onClose={onClose} />;
  return (
    <form onSubmit={form.onSubmit(deed.run)}>
      <Stack>
        <TextInput label="Received from" type="datetime-local" required {...form.getInputProps('from')} />
        <TextInput label="Until" type="datetime-local" required {...form.getInputProps('to')} />
        <Which form={form} />
        {deed.error !== null && <ProblemAlert error={deed.error} />}
        <Button type="submit" loading={deed.isBusy}>
          Process again
        </Button>
      </Stack>
    </form>
  );
};

const Which = ({ form }: { readonly form: UseFormReturnType<Values> }) => {
  const connections = useConnections().data?.data ?? [];
  return (
    <>
      <Select
        label="Which"
        placeholder="All but quarantined ones"
        clearable
        data={[
          { value: 'dead', label: 'Failed ones' },
          { value: 'ignored', label: 'Those with nothing to do' },
          { value: 'processed', label: 'Those acted upon' },
        ]}
        {...form.getInputProps('status')}
      />
      <Select
        label="Connection"
        placeholder="All connections"
        clearable
        data={connections.map(({ id, account, provider }) => ({
          value: id,
          label: `${account.name} at ${provider}`,
        }))}
        {...form.getInputProps('connectionId')}
      />
    </>
  );
};

const ReplayProgress = ({ id, onClose }: { readonly id: string; readonly onClose: () => void }) => {
  const { id: organizationId } = useOrganization();
  const { data, error } = api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/receipts/replays/{id}',
    { params: { path: { organizationId, id } } },
    { refetchInterval: ({ state }) => (state.data?.finishedAt ? false : 1_000) },
  );
  const isOver = data?.finishedAt !== null && data !== undefined;
  return (
    <Stack>
      {error && <ProblemAlert error={error} />}
      <Progress value={100} animated={!isOver} aria-label="Processing again" />
      <Text role="status">
        {data?.replayed ?? 0} handed to processing
        {isOver ? '. That is all.' : ' so far. You may close this; it goes on.'}
      </Text>
      <Group>
        <Button onClick={onClose}>Close</Button>
      </Group>
    </Stack>
  );
};
