import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from 'react-router';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import {
  accountOf,
  bodyOf,
  type Connection,
  type DryRun,
  DryRunPanel,
  freshSettings,
  isUnderWay,
  type Provider,
  type Settings,
  SettingsFields,
  type SettingsForm,
  purposeOf,
  showProblems,
  useDryRun,
  useGivenConsents,
  useRefresh,
} from '../../syncing/index.js';
import { ProblemAlert, say } from '../../ui/index.js';
import type { Chosen } from './choose-container.js';

export interface DraftFormProps {
  readonly connection: Connection;
  readonly provider: Provider;
  readonly chosen: Chosen;
  readonly onBack: () => void;
}

const isWritable = ({ chosen, provider }: DraftFormProps): boolean =>
  chosen.container.writable &&
  provider.models.some(({ model, powers }) => model === chosen.model && powers.includes('push'));

const draftOf = ({ connection, chosen }: DraftFormProps, consentId: string, settings: Settings) => ({
  ...bodyOf({ ...settings, consentId }),
  consentId,
  connectionId: connection.id,
  model: chosen.model,
  containerId: chosen.container.id,
});

const useCreate = (form: SettingsForm) => {
  const { id } = useOrganization();
  const navigate = useNavigate();
  const refresh = useRefresh();
  return api.useMutation('post', '/v1/organizations/{organizationId}/syncs', {
    onError: error => showProblems(form, error),
    onSuccess: async sync => {
      await refresh('syncs');
      say(sync.autoSync ? 'The sync is made, and its first run begins.' : 'The sync is made.');
      await navigate(`/o/${id}/syncs/${sync.id}`);
    },
  });
};

const useDraft = (props: DraftFormProps) => {
  const { id: organizationId } = useOrganization();
  const form = useForm<Settings>({
    initialValues: {
      ...freshSettings,
      name: props.chosen.container.name,
      direction: isWritable(props) ? 'two_way' : 'pull',
    },
    validate: { consentId: value => (value === null ? 'Choose who agreed, or record a consent.' : null) },
  });
  const create = useCreate(form);
  const dry = useDryRun();
  // The consent chooses itself where there is one: whoever is quicker would be told to choose.
  const { isLoading } = useGivenConsents(purposeOf(props.provider, props.chosen.model));
  const whenValid = (use: (draft: ReturnType<typeof draftOf>) => void) =>
    form.onSubmit(settings => {
      if (settings.consentId !== null) use(draftOf(props, settings.consentId, settings));
    });
  return {
    form,
    create,
    dry,
    isLoading,
    look: whenValid(draft => void dry.start({ syncId: null, draft })),
    submit: whenValid(body => create.mutate({ params: { path: { organizationId } }, body })),
  };
};

const Look = ({ run, model }: { readonly run: DryRun; readonly model: string }) => (
  <Paper withBorder p="md" component="section" aria-label="What would happen">
    <Stack gap="sm">
      <Title order={2} size="h3">
        What the first run would do
      </Title>
      <DryRunPanel run={run} model={model} />
      <Text size="sm" c="dimmed">
        Nothing was changed by looking.
      </Text>
    </Stack>
  </Paper>
);

/** Step 3 of 3: how, with a look before it begins. */
export const DraftForm = (props: DraftFormProps) => {
  const { connection, provider, chosen, onBack } = props;
  const { form, create, dry, isLoading, look, submit } = useDraft(props);
  const error = create.error ?? dry.error;
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Group justify="space-between">
          <Title order={2}>
            3. How “{chosen.container.name}” of {accountOf(connection)} is kept
          </Title>
          <Button variant="default" size="xs" onClick={onBack}>
            Another one
          </Button>
        </Group>
        <SettingsFields
          form={form}
          about={{ connection, provider, model: chosen.model }}
          isReadOnly={!isWritable(props)}
        />
        {error !== null && <ProblemAlert error={error} />}
        {dry.run !== null && <Look run={dry.run} model={chosen.model} />}
        <Group>
          <Button type="submit" loading={create.isPending || isLoading}>
            Create the sync
          </Button>
          <Button
            variant="default"
            loading={isLoading || (dry.run !== null && isUnderWay(dry.run))}
            onClick={() => {
              look();
            }}
          >
            Look first
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
