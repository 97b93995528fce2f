import { Button, Group, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { problemOf } from '../../api/problem.js';
import {
  manyOf,
  type Sync,
  useAccountName,
  useConnections,
  useRefresh,
  useSyncs,
} from '../../syncing/index.js';
import { Answer, Empty, Page, ProblemAlert, say } from '../../ui/index.js';
import { Forecast } from './forecast.js';
import { bodyOf, freshMirror, type MirrorSettings, Settings } from './settings.js';

const base = '/v1/organizations/{organizationId}/mirrors' as const;

const useCreate = () => {
  const { id } = useOrganization();
  const navigate = useNavigate();
  const refresh = useRefresh();
  return api.useMutation('post', base, {
    onSuccess: async mirror => {
      await refresh('mirrors');
      say('The mirror is made. It takes both sides in, then joins them.');
      await navigate(`/o/${id}/mirrors/${mirror.id}`);
    },
  });
};

/** A sync as one chooses it: with the account it is of. */
const useLabels = () => {
  const connections = useConnections().data?.data ?? [];
  const nameOf = useAccountName();
  return (sync: Sync): string => {
    const connection = connections.find(({ id }) => id === sync.connectionId);
    const account = connection === undefined ? '' : ` (${nameOf(connection)})`;
    return `${sync.name}${account}`;
  };
};

interface SidesProps {
  readonly syncs: readonly Sync[];
  readonly a: Sync | undefined;
  readonly b: Sync | undefined;
  readonly onChoose: (a: string | null, b: string | null) => void;
}

const Sides = ({ syncs, a, b, onChoose }: SidesProps) => {
  const labelOf = useLabels();
  const others = syncs.filter(({ id, model }) => a !== undefined && id !== a.id && model === a.model);
  const options = (list: readonly Sync[]) => list.map(sync => ({ value: sync.id, label: labelOf(sync) }));
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <Select
        label="One side"
        placeholder="Choose a sync"
        data={options(syncs)}
        value={a?.id ?? null}
        onChange={id => onChoose(id, null)}
        searchable
      />
      <Select
        label="The other side"
        placeholder={a === undefined ? 'First the one' : `Another sync of ${manyOf(a.model)}`}
        data={options(others)}
        value={b?.id ?? null}
        onChange={id => onChoose(a?.id ?? null, id)}
        disabled={a === undefined}
        searchable
      />
    </SimpleGrid>
  );
};

interface PairProps {
  readonly a: Sync;
  readonly b: Sync;
}

const usePair = ({ a, b }: PairProps) => {
  const { id: organizationId } = useOrganization();
  const [name, setName] = useState('');
  const [settings, setSettings] = useState<MirrorSettings>(freshMirror);
  const readsOnly = [a.direction === 'pull', b.direction === 'pull'] as const;
  const create = useCreate();
  const forecast = api.useMutation('post', `${base}/dry-run`);
  const { acceptsA, acceptsB, ...rest } = bodyOf(settings);
  const body = {
    ...rest,
    syncAId: a.id,
    syncBId: b.id,
    ...(readsOnly[0] ? {} : { acceptsA }),
    ...(readsOnly[1] ? {} : { acceptsB }),
    ...(name.trim() === '' ? {} : { name: name.trim() }),
  };
  const init = { params: { path: { organizationId } }, body };
  return { name, setName, settings, setSettings, readsOnly, create, forecast, init };
};

const Pair = ({ a, b }: PairProps) => {
  const { name, setName, settings, setSettings, readsOnly, create, forecast, init } = usePair({ a, b });
  const error = create.error ?? forecast.error;
  return (
    <Stack>
      <TextInput
        label="Name"
        placeholder={`${a.name} and ${b.name}`}
        value={name}
        onChange={event => {
          setName(event.currentTarget.value);
        }}
        error={problemOf(error).fields['name']}
        maw={480}
      />
      <Settings
        model={a.model}
        names={[a.name, b.name]}
        readsOnly={readsOnly}
        value={settings}
        onChange={changed => {
          forecast.reset();
          setSettings(changed);
        }}
      />
      {error !== null && <ProblemAlert error={error} />}
      {forecast.data !== undefined && (
        <Forecast forecast={forecast.data} names={[a.name, b.name]} model={a.model} />
      )}
      <Group>
        <Button loading={create.isPending} onClick={() => create.mutate(init)}>
          Create the mirror
        </Button>
        <Button variant="default" loading={forecast.isPending} onClick={() => forecast.mutate(init)}>
          Look first
        </Button>
      </Group>
    </Stack>
  );
};

const Form = ({ syncs }: { readonly syncs: readonly Sync[] }) => {
  const { id } = useOrganization();
  const [[aId, bId], choose] = useState<readonly [string | null, string | null]>([null, null]);
  const a = syncs.find(sync => sync.id === aId);
  const b = syncs.find(sync => sync.id === bId);
  if (syncs.length < 2) {
    return (
      <Empty
        title="A mirror needs two syncs"
        action={
          <Button component={Link} to={`/o/${id}/syncs/new`}>
            New sync
          </Button>
        }
      >
        One for each side, of the same kind of data.
      </Empty>
    );
  }
  return (
    <Stack>
      <Sides syncs={syncs} a={a} b={b} onChoose={(one, other) => choose([one, other])} />
      {a !== undefined && b !== undefined && <Pair key={a.id + b.id} a={a} b={b} />}
    </Stack>
  );
};

export const NewMirror = () => (
  <Page title="New mirror" description="Choose two syncs whose records are to follow each other.">
    <Answer of={useSyncs()}>{({ data }) => <Form syncs={data} />}</Answer>
  </Page>
);
