import { Alert, Anchor, Button, Stack, Tabs, Text } from '@mantine/core';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { figure, manyOf, RecordNames, type Sync, useRefresh, useSyncs } from '../../syncing/index.js';
import { ask, complain, Facts, Page, say, Status } from '../../ui/index.js';
import { HeldDeletions } from './held-deletions.js';
import { Links } from './links.js';
import { SettingsTab } from './settings-tab.js';

type Mirror = Schemas['Mirror'];

const base = '/v1/organizations/{organizationId}/mirrors/{id}' as const;

const useVerbs = ({ id, name }: Mirror) => {
  const { id: organizationId } = useOrganization();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const init = { params: { path: { organizationId, id } } };
  const options = { onError: complain, onSuccess: () => refresh('mirrors', 'links') };
  const pause = api.useMutation('post', `${base}/pause`, options);
  const resume = api.useMutation('post', `${base}/resume`, options);
  const end = api.useMutation('delete', base, {
    onError: complain,
    onSuccess: async () => {
      await navigate(`/o/${organizationId}/mirrors`);
      say('The mirror is ended. The records of both sides stay.');
      await refresh('mirrors');
    },
  });
  const remove = async () => {
    const isSure = await ask({
      title: `End the mirror “${name}”?`,
      text: 'The records of both sides stay as they are and no longer follow each other.',
      yes: 'End the mirror',
      isDangerous: true,
    });
    if (isSure) end.mutate(init);
  };
  return { pause: () => pause.mutate(init), resume: () => resume.mutate(init), remove };
};

const Actions = ({ mirror }: { readonly mirror: Mirror }) => {
  const { pause, resume, remove } = useVerbs(mirror);
  const mayPause = useMay('member');
  const mayEnd = useMay('admin');
  return (
    <>
      {mayPause &&
        (mirror.status === 'paused' ? (
          <Button onClick={resume}>Go on</Button>
        ) : (
          <Button variant="default" onClick={pause}>
            Pause
          </Button>
        ))}
      {mayEnd && (
        <Button variant="default" onClick={() => void remove()}>
          End the mirror
        </Button>
      )}
    </>
  );
};

const Pause = ({ pause }: Pick<Mirror, 'pause'>) =>
  pause !== null && (
    <Alert color="orange" title="It is paused">
      <Text size="sm">{pause.detail}</Text>
      {pause.recordId !== null && <RecordNames ids={[pause.recordId]} />}
    </Alert>
  );

const SyncLink = ({ sync, id }: { readonly sync: Sync | undefined; readonly id: string }) => {
  const organization = useOrganization();
  return (
    <Anchor component={Link} to={`/o/${organization.id}/syncs/${id}`} underline="always">
      {sync?.name ?? 'the sync'}
    </Anchor>
  );
};

const Numbers = ({
  mirror,
  syncs: [a, b],
}: {
  mirror: Mirror;
  syncs: readonly [Sync | undefined, Sync | undefined];
}) => {
  const { counts, model, phase, status } = mirror;
  return (
    <Facts
      rows={[
        [
          'State',
          <Status key="state" of={status === 'active' && phase === 'joining' ? 'joining' : status} />,
        ],
        ['One side', <SyncLink key="a" sync={a} id={mirror.syncAId} />],
        ['The other side', <SyncLink key="b" sync={b} id={mirror.syncBId} />],
        ['Pairs', `${figure(counts.pairs)} ${manyOf(model)} on both sides`],
        ['Without a counterpart', `${figure(counts.alone.a)} and ${figure(counts.alone.b)}`],
        ['To be looked at', figure(counts.due)],
        ['On their way to the accounts', figure(counts.outgoing)],
        ['Refused there', figure(counts.refused)],
        ['Conflicts', figure(counts.conflicts)],
      ]}
    />
  );
};

interface DetailsProps {
  readonly mirror: Mirror;
  readonly names: readonly [a: string, b: string];
  readonly syncs: readonly [Sync | undefined, Sync | undefined];
}

const Details = ({ mirror, names, syncs }: DetailsProps) => {
  const [search, setSearch] = useSearchParams();
  return (
    <Tabs
      value={search.get('tab') === 'settings' ? 'settings' : 'links'}
      onChange={tab => {
        setSearch(tab === 'settings' ? { tab } : {}, { replace: true });
      }}
      keepMounted={false}
    >
      <Tabs.List mb="md">
        <Tabs.Tab value="links">Records</Tabs.Tab>
        <Tabs.Tab value="settings">Settings</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="links">
        <Links mirror={mirror} names={names} />
      </Tabs.Panel>
      <Tabs.Panel value="settings">
        <SettingsTab mirror={mirror} syncs={syncs} />
      </Tabs.Panel>
    </Tabs>
  );
};

/** A mirror: how it is, what waits for a person, which record stands for which. */
export const ExistingMirror = ({ mirror }: { readonly mirror: Mirror }) => {
  const all = useSyncs().data?.data ?? [];
  const syncs = [
    all.find(({ id }) => id === mirror.syncAId),
    all.find(({ id }) => id === mirror.syncBId),
  ] as const;
  const names = [syncs[0]?.name ?? 'side A', syncs[1]?.name ?? 'side B'] as const;
  return (
    <Page
      title={mirror.name}
      description={
        mirror.phase === 'joining'
          ? 'It takes in what is there, and joins both sides once each sync has finished a run.'
          : `What changes on one side arrives on the other: ${manyOf(mirror.model)}.`
      }
      actions={<Actions mirror={mirror} />}
    >
      <Stack gap="lg">
        <Pause pause={mirror.pause} />
        <HeldDeletions mirror={mirror} names={names} />
        <Numbers mirror={mirror} syncs={syncs} />
        <Details mirror={mirror} names={names} syncs={syncs} />
      </Stack>
    </Page>
  );
};
