import { Alert, List, Loader, Select, Stack, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { problemOf } from '../../api/problem.js';
import { Changes, plural, recordLabel, type Sync } from '../../syncing/index.js';
import { Empty, ProblemAlert } from '../../ui/index.js';
import { Warnings } from './warnings.js';
import { areWhole, cleanRules, type Rule } from './rules.js';

type Shown = Schemas['MappingPreview']['data'][number];

const shown = 8;
const pauseMs = 500;

/** What the rules would make of stored records, asked for as one pauses typing. */
export const usePreview = (syncId: string | null, rules: readonly Rule[]) => {
  const { id: organizationId } = useOrganization();
  const [settled] = useDebouncedValue(JSON.stringify(cleanRules(rules)), pauseMs);
  const tried = JSON.parse(settled) as Rule[];
  const preview = useQuery({
    queryKey: ['mapping-preview', syncId, settled],
    enabled: syncId !== null && tried.length > 0 && areWhole(tried),
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: async () => {
      const body = { syncId: syncId ?? '', rules: tried, limit: shown };
      const path = { organizationId };
      const { data } = await client.POST('/v1/organizations/{organizationId}/mappings/preview', {
        params: { path },
        body,
      });
      return data ?? { data: [], warnings: [] };
    },
  });
  const problems = preview.error === null ? {} : problemOf(preview.error).fields;
  return { preview, problems };
};

const customOf = (fields: Shown['before']): Readonly<Record<string, unknown>> =>
  (fields['custom'] ?? {}) as Readonly<Record<string, unknown>>;

/** Custom fields one by one, as they are what rules are mostly about. */
const changedRows = ({ before, after, changed }: Shown) =>
  changed.flatMap((field): (readonly [string, unknown, unknown])[] => {
    if (field !== 'custom') return [[field, before[field], after[field]]];
    const [earlier, later] = [customOf(before), customOf(after)];
    return [...new Set([...Object.keys(earlier), ...Object.keys(later)])]
      .filter(name => JSON.stringify(earlier[name]) !== JSON.stringify(later[name]))
      .map(name => [`custom.${name}`, earlier[name], later[name]]);
  });

const One = ({ record }: { readonly record: Shown }) => {
  const label = recordLabel({ fields: record.before, remoteId: null, id: record.recordId });
  return (
    <Stack gap={4}>
      <Title order={3} size="sm">
        {label}
      </Title>
      <Changes label={label} columns={['Now', 'With these rules']} rows={changedRows(record)} />
      {record.problems.length > 0 && (
        <List size="sm" c="var(--mantine-color-error)">
          {record.problems.map(({ target, detail }) => (
            <List.Item key={target + detail}>
              {target}: {detail}
            </List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
};

export interface PreviewProps {
  readonly syncs: readonly Sync[];
  readonly syncId: string | null;
  readonly onChoose: (id: string | null) => void;
  readonly of: ReturnType<typeof usePreview>;
}

const Answered = ({ of: { preview, problems } }: Pick<PreviewProps, 'of'>) => {
  const { data, error, isFetching } = preview;
  if (error !== null && Object.keys(problems).length === 0) return <ProblemAlert error={error} />;
  if (error !== null) {
    return (
      <Alert color="orange" title="The rules cannot be tried yet">
        {plural(Object.keys(problems).length, 'problem')}; each is shown at its rule.
      </Alert>
    );
  }
  if (data === undefined) return isFetching ? <Loader size="sm" aria-label="Trying the rules" /> : null;
  return (
    <Stack aria-busy={isFetching}>
      <Warnings warnings={data.warnings} />
      {data.data.length === 0 && <Text size="sm">The sync has no stored records to try the rules on.</Text>}
      {data.data.map(record => (
        <One key={record.recordId} record={record} />
      ))}
    </Stack>
  );
};

/** Real records before and after, and nothing is kept. */
export const Preview = ({ syncs, syncId, onChoose, of }: PreviewProps) => (
  <Stack component="section" aria-label="Preview">
    <Title order={2} size="h3">
      On your records
    </Title>
    {syncs.length === 0 ? (
      <Empty title="No sync to try it on">A preview needs a sync of this provider and kind of data.</Empty>
    ) : (
      <Select
        label="Records of"
        data={syncs.map(({ id, name }) => ({ value: id, label: name }))}
        value={syncId}
        onChange={onChoose}
        allowDeselect={false}
        maw={320}
      />
    )}
    {syncId !== null && <Answered of={of} />}
  </Stack>
);

/** The sync to try rules on: the first that fits until another is chosen. */
export const useTrySync = (syncs: readonly Sync[]) => {
  const [chosen, setChosen] = useState<string | null>(null);
  const syncId = syncs.some(({ id }) => id === chosen) ? chosen : (syncs[0]?.id ?? null);
  return [syncId, setChosen] as const;
};
