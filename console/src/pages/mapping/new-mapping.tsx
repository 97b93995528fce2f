import { Button, Group, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { problemOf } from '../../api/problem.js';
import {
  manyOf,
  type ModelName,
  type Provider,
  useConnections,
  useProviders,
  useRefresh,
} from '../../syncing/index.js';
import { Page, ProblemAlert, say } from '../../ui/index.js';
import { Preview, usePreview, useTrySync } from './preview.js';
import { areWhole, cleanRules, newRule, type Rule } from './rules.js';
import { RulesEditor } from './rules-editor.js';
import { useFittingSyncs } from './use-fitting-syncs.js';

/** Those in use come first. */
const useChoices = (): readonly Provider[] => {
  const used = new Set(useConnections().data?.data.map(({ provider }) => provider));
  const all = useProviders().data?.data ?? [];
  return [...all.filter(({ key }) => used.has(key)), ...all.filter(({ key }) => !used.has(key))];
};

const useCreate = () => {
  const { id } = useOrganization();
  const navigate = useNavigate();
  const refresh = useRefresh();
  return api.useMutation('post', '/v1/organizations/{organizationId}/mappings', {
    onSuccess: async made => {
      await refresh('mappings');
      say('The mapping is kept. A sync uses it once you choose it in the settings of the sync.');
      await navigate(`/o/${id}/mappings/${made.id}`);
    },
  });
};

const useDraft = () => {
  const providers = useChoices();
  const [key, setKey] = useState<string | null>(null);
  const provider = providers.find(one => one.key === key) ?? providers[0];
  const models = provider?.models.map(({ model }) => model as ModelName) ?? [];
  const [wished, setModel] = useState<ModelName | null>(null);
  const model = models.find(one => one === wished) ?? models[0] ?? 'calendar_event';
  return { providers, provider, setKey, models, model, setModel };
};

const About = ({ providers, provider, setKey, models, model, setModel }: ReturnType<typeof useDraft>) => (
  <>
    <Select
      label="Provider"
      data={providers.map(one => ({ value: one.key, label: one.name }))}
      value={provider?.key ?? null}
      onChange={setKey}
      allowDeselect={false}
      searchable
    />
    <Select
      label="Kind of data"
      data={models.map(value => ({ value, label: manyOf(value) }))}
      value={model}
      onChange={value => setModel(models.find(one => one === value) ?? null)}
      allowDeselect={false}
    />
  </>
);

interface NameInputProps {
  readonly value: string;
  readonly onChange: (name: string) => void;
  readonly error: string | undefined;
}

const NameInput = ({ onChange, ...input }: NameInputProps) => (
  <TextInput
    label="Name"
    {...input}
    onChange={event => {
      onChange(event.currentTarget.value);
    }}
    required
  />
);

const useNew = () => {
  const { id: organizationId } = useOrganization();
  const about = useDraft();
  const { provider, model } = about;
  const [name, setName] = useState('');
  const [rules, setRules] = useState<readonly Rule[]>([newRule]);
  const syncs = useFittingSyncs(provider?.key ?? null, model);
  const [syncId, choose] = useTrySync(syncs);
  const preview = usePreview(syncId, rules);
  const create = useCreate();
  const problems = { ...preview.problems, ...(create.error === null ? {} : problemOf(create.error).fields) };
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    const body = { name, provider: provider?.key ?? '', model, rules: cleanRules(rules) };
    create.mutate({ params: { path: { organizationId } }, body });
  };
  const shown = { syncs, syncId, onChoose: choose, of: preview };
  return { about, model, name, setName, rules, setRules, shown, problems, create, submit };
};

export const NewMapping = () => {
  const { about, model, name, setName, rules, setRules, shown, problems, create, submit } = useNew();
  return (
    <Page title="New mapping" description="Write the rules and see at once what they make of your records.">
      <form onSubmit={submit} noValidate>
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <NameInput value={name} onChange={setName} error={problems['name']} />
            <About {...about} />
          </SimpleGrid>
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
            <RulesEditor
              rules={rules}
              model={model}
              problems={problems}
              isReadOnly={false}
              onChange={setRules}
            />
            <Preview {...shown} />
          </SimpleGrid>
          {create.error !== null && <ProblemAlert error={create.error} />}
          <Group>
            <Button
              type="submit"
              loading={create.isPending}
              disabled={name.trim() === '' || !areWhole(rules)}
            >
              Create the mapping
            </Button>
          </Group>
        </Stack>
      </form>
    </Page>
  );
};
