import { Button, Group, List, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { fieldWords, type Sync, useRefresh } from '../../syncing/index.js';
import { ProblemAlert, say } from '../../ui/index.js';
import { bodyOf, type MirrorSettings, Settings } from './settings.js';

type Mirror = Schemas['Mirror'];

export interface SettingsTabProps {
  readonly mirror: Mirror;
  readonly syncs: readonly [a: Sync | undefined, b: Sync | undefined];
}

const ReadOnly = ({ mirror }: { readonly mirror: Mirror }) => (
  <Stack gap="xs">
    <Text size="sm">Owners and admins change these. Mirrored fields:</Text>
    <List size="sm">
      {mirror.fields.map(field => (
        <List.Item key={field}>{fieldWords(field)}</List.Item>
      ))}
    </List>
  </Stack>
);

const useSave = () => {
  const refresh = useRefresh();
  return api.useMutation('patch', '/v1/organizations/{organizationId}/mirrors/{id}', {
    onSuccess: async () => {
      say('The settings are saved.');
      await refresh('mirrors', 'links');
    },
  });
};

/** What was left alone under the old settings is looked at again. */
export const SettingsTab = ({ mirror, syncs: [a, b] }: SettingsTabProps) => {
  const { id: organizationId } = useOrganization();
  const may = useMay('admin');
  const [settings, setSettings] = useState<MirrorSettings>(mirror);
  const save = useSave();
  const readsOnly = [a?.direction === 'pull', b?.direction === 'pull'] as const;
  if (!may) return <ReadOnly mirror={mirror} />;
  const send = () => {
    const { acceptsA, acceptsB, policy, fields } = settings;
    const body = bodyOf({ acceptsA, acceptsB, policy, fields });
    save.mutate({ params: { path: { organizationId, id: mirror.id } }, body });
  };
  return (
    <Stack>
      <Settings
        model={mirror.model}
        names={[a?.name ?? 'side A', b?.name ?? 'side B']}
        readsOnly={readsOnly}
        value={settings}
        onChange={setSettings}
      />
      {save.error !== null && <ProblemAlert error={save.error} />}
      <Group>
        <Button loading={save.isPending} onClick={send}>
          Save
        </Button>
      </Group>
    </Stack>
  );
};
