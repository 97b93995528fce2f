import { Button, Group, Paper, Radio, SimpleGrid, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { fieldWords, useRefresh, Value } from '../../syncing/index.js';
import { complain, say } from '../../ui/index.js';

type MirrorLink = Schemas['MirrorLink'];
type Clash = NonNullable<MirrorLink['conflict']>[number];
type Side = 'a' | 'b';

export interface LinkConflictProps {
  readonly link: MirrorLink;
  readonly conflict: readonly Clash[];
  readonly mirrorId: string;
  readonly names: readonly [a: string, b: string];
}

interface FieldProps {
  readonly clash: Clash;
  readonly names: LinkConflictProps['names'];
  readonly value: Side | null;
  readonly onChange: (side: Side) => void;
}

const Field = ({ clash, names: [a, b], value, onChange }: FieldProps) => (
  <Radio.Group
    label={fieldWords(clash.field)}
    value={value}
    onChange={side => {
      onChange(side === 'a' ? 'a' : 'b');
    }}
  >
    <SimpleGrid cols={{ base: 1, sm: 3 }} mt={4}>
      <div>
        <Text size="xs" c="dimmed">
          Both agreed on
        </Text>
        <Text size="sm">
          <Value of={clash.base} />
        </Text>
      </div>
      <Radio value="a" label={<Value of={clash.a} />} description={`In “${a}”`} />
      <Radio value="b" label={<Value of={clash.b} />} description={`In “${b}”`} />
    </SimpleGrid>
  </Radio.Group>
);

const useResolve = () => {
  const refresh = useRefresh();
  return api.useMutation('post', '/v1/organizations/{organizationId}/mirrors/{mirrorId}/links/{id}/resolve', {
    onError: complain,
    onSuccess: async () => {
      say('Decided, on both sides.');
      await refresh('links', 'mirrors', 'records');
    },
  });
};

/** Both sides changed the same fields: a person decides, and both get it. */
export const LinkConflict = ({ link, conflict, mirrorId, names }: LinkConflictProps) => {
  const { id: organizationId } = useOrganization();
  const may = useMay('member');
  const [choices, setChoices] = useState<Readonly<Record<string, Side>>>({});
  const resolve = useResolve();
  const isWhole = conflict.every(({ field }) => choices[field] !== undefined);
  const decide = () => {
    resolve.mutate({ params: { path: { organizationId, mirrorId, id: link.id } }, body: { choices } });
  };
  return (
    <Paper withBorder p="sm">
      <Stack gap="sm">
        {conflict.map(clash => (
          <Field
            key={clash.field}
            clash={clash}
            names={names}
            value={choices[clash.field] ?? null}
            onChange={side => setChoices({ ...choices, [clash.field]: side })}
          />
        ))}
        {may && (
          <Group>
            <Button size="xs" disabled={!isWhole} loading={resolve.isPending} onClick={decide}>
              Decide
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  );
};
