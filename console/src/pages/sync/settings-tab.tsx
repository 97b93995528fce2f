import { Alert, Button, Group, List, Paper, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import {
  type Changed,
  changesOf,
  type DryRun,
  DryRunPanel,
  fieldWords,
  isUnderWay,
  type Settings,
  settingsOf,
  SettingsFields,
  showProblems,
  type Sync,
  useConnection,
  useDryRun,
  useProvider,
  useRefresh,
} from '../../syncing/index.js';
import { Answer, ProblemAlert, say } from '../../ui/index.js';
import { IntakePreview } from './intake-preview.js';

const useSettings = (sync: Sync) => {
  const { id: organizationId } = useOrganization();
  const refresh = useRefresh();
  const dry = useDryRun();
  const form = useForm<Settings>({ initialValues: settingsOf(sync) });
  const save = api.useMutation('patch', '/v1/organizations/{organizationId}/syncs/{id}', {
    onError: error => showProblems(form, error),
    onSuccess: async changed => {
      form.setInitialValues(settingsOf(changed));
      form.reset();
      dry.forget();
      say('The settings are saved.');
      await refresh('syncs', 'remaps', 'records');
    },
  });
  const changes = changesOf(sync, form.values);
  const submit = form.onSubmit(() => {
    save.mutate({ params: { path: { organizationId, id: sync.id } }, body: changes });
  });
  return { form, save, dry, changes, submit };
};

const isReread = (changes: Changed): boolean =>
  ['mappingId', 'mappingVersion', 'filter'].some(name => name in changes);

const Pending = ({ changes }: { readonly changes: Changed }) => {
  const names = Object.keys(changes);
  if (names.length === 0) return <Text c="dimmed">Nothing is changed yet.</Text>;
  return (
    <Stack gap={4} role="status">
      <Text size="sm">Changed, and not saved yet:</Text>
      <List size="sm">
        {names.map(name => (
          <List.Item key={name}>{fieldWords(name)}</List.Item>
        ))}
      </List>
      {isReread(changes) && (
        <Text size="sm">
          Saved, the stored records are read anew with it. The provider is not asked for that.
        </Text>
      )}
    </Stack>
  );
};

const ReadOnly = ({ sync }: { readonly sync: Sync }) => (
  <Alert color="gray" title="You may look, not change">
    Members, admins and owners change “{sync.name}”.
  </Alert>
);

const Heading = () => (
  <Title order={2} size="h3">
    Look first
  </Title>
);

const Look = ({ sync, run, changes }: { sync: Sync; run: DryRun; changes: Changed }) => (
  <>
    {isReread(changes) && <IntakePreview sync={sync} changes={changes} />}
    <Title order={3}>The next run</Title>
    <DryRunPanel run={run} model={sync.model} />
  </>
);

const Form = ({
  sync,
  ...about
}: { sync: Sync } & Omit<Parameters<typeof SettingsFields>[0]['about'], 'model'>) => {
  const { form, save, dry, changes, submit } = useSettings(sync);
  const hasChanges = Object.keys(changes).length > 0;
  const error = save.error ?? dry.error;
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <SettingsFields form={form} about={{ ...about, model: sync.model }} />
        <Paper withBorder p="md" component="section" aria-label="Changes">
          <Stack gap="sm">
            <Heading />
            <Pending changes={changes} />
            {error !== null && <ProblemAlert error={error} />}
            {dry.run !== null && <Look sync={sync} run={dry.run} changes={changes} />}
            <Group>
              <Button type="submit" disabled={!hasChanges} loading={save.isPending}>
                Save
              </Button>
              <Button
                variant="default"
                disabled={!hasChanges}
                loading={dry.run !== null && isUnderWay(dry.run)}
                onClick={() => void dry.start({ syncId: sync.id, changes })}
              >
                What would the next run do?
              </Button>
              <Button variant="subtle" color="gray" disabled={!hasChanges} onClick={form.reset}>
                Take back
              </Button>
            </Group>
          </Stack>
        </Paper>
      </Stack>
    </form>
  );
};

/** Every setting, each of which can be tried before it is saved. */
export const SettingsTab = ({ sync }: { readonly sync: Sync }) => {
  const connection = useConnection(sync.connectionId);
  const provider = useProvider(connection.data?.provider);
  const may = useMay('member');
  if (!may) return <ReadOnly sync={sync} />;
  return (
    <Answer of={connection} lines={6}>
      {found => (provider === undefined ? null : <Form sync={sync} connection={found} provider={provider} />)}
    </Answer>
  );
};
