import { Button, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { problemOf } from '../../api/problem.js';
import { manyOf, useProvider, useRefresh } from '../../syncing/index.js';
import { Page, ProblemAlert, say } from '../../ui/index.js';
import { Preview, usePreview, useTrySync } from './preview.js';
import { areWhole, cleanRules, type Rule } from './rules.js';
import { RulesEditor } from './rules-editor.js';
import { useFittingSyncs } from './use-fitting-syncs.js';
import { UsedBy } from './used-by.js';
import { Versions } from './versions.js';
import { Warnings } from './warnings.js';

type Mapping = Schemas['Mapping'];

const usePublish = () => {
  const refresh = useRefresh();
  return api.useMutation('post', '/v1/organizations/{organizationId}/mappings/{id}/versions', {
    onSuccess: async ({ version }) => {
      await refresh('mappings', 'versions');
      say(`Version ${String(version)} is kept. Syncs go on with theirs until you tell them.`);
    },
  });
};

interface DraftProps {
  readonly mapping: Mapping;
  readonly rules: readonly Rule[];
  readonly onChange: (rules: readonly Rule[]) => void;
}

const useDraft = ({ mapping, rules }: DraftProps) => {
  const { id: organizationId } = useOrganization();
  const syncs = useFittingSyncs(mapping.provider, mapping.model);
  const [syncId, choose] = useTrySync(syncs);
  const preview = usePreview(useMay('member') ? syncId : null, rules);
  const publish = usePublish();
  const refused = publish.error === null ? {} : problemOf(publish.error).fields;
  const send = () => {
    const params = { path: { organizationId, id: mapping.id } };
    publish.mutate({ params, body: { rules: cleanRules(rules) } });
  };
  const isChanged = JSON.stringify(cleanRules(rules)) !== JSON.stringify(cleanRules(mapping.rules));
  return {
    shown: { syncs, syncId, onChoose: choose, of: preview },
    publish,
    send,
    isChanged,
    problems: { ...preview.problems, ...refused },
  };
};

interface ButtonsProps {
  readonly next: number;
  readonly isChanged: boolean;
  readonly isWhole: boolean;
  readonly isBusy: boolean;
  readonly onPublish: () => void;
  readonly onBack: () => void;
}

const Buttons = ({ next, isChanged, isWhole, isBusy, onPublish, onBack }: ButtonsProps) => (
  <Group>
    <Button disabled={!isChanged || !isWhole} loading={isBusy} onClick={onPublish}>
      Publish version {next}
    </Button>
    <Button variant="subtle" color="gray" disabled={!isChanged} onClick={onBack}>
      Take back
    </Button>
  </Group>
);

const Draft = (props: DraftProps) => {
  const { mapping, rules, onChange } = props;
  const mayEdit = useMay('admin');
  const mayPreview = useMay('member');
  const { shown, publish, send, isChanged, problems } = useDraft(props);
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
      <Stack component="section">
        <Title order={2} size="h3">
          Rules
        </Title>
        <RulesEditor
          rules={rules}
          model={mapping.model}
          problems={problems}
          isReadOnly={!mayEdit}
          onChange={onChange}
        />
        {publish.error !== null && <ProblemAlert error={publish.error} />}
        {mayEdit && (
          <Buttons
            next={mapping.version + 1}
            isChanged={isChanged}
            isWhole={areWhole(rules)}
            isBusy={publish.isPending}
            onPublish={send}
            onBack={() => onChange(mapping.rules)}
          />
        )}
        {isChanged && <Text size="sm">Changed, and not published yet.</Text>}
      </Stack>
      {!mayPreview && <Warnings warnings={mapping.warnings} />}
      {mayPreview && <Preview {...shown} />}
    </SimpleGrid>
  );
};

/** A mapping with its rules, what they do, where they are used and what they were. */
export const ExistingMapping = ({ mapping }: { readonly mapping: Mapping }) => {
  const provider = useProvider(mapping.provider)?.name ?? mapping.provider;
  const [rules, setRules] = useState<readonly Rule[]>(mapping.rules);
  return (
    <Page
      title={mapping.name}
      description={`${provider}, ${manyOf(mapping.model)}. Version ${String(mapping.version)} is the latest.`}
    >
      <Draft mapping={mapping} rules={rules} onChange={setRules} />
      <UsedBy mapping={mapping} />
      <Versions mapping={mapping} onTake={setRules} />
    </Page>
  );
};
