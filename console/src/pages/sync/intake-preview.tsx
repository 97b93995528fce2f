import { List, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { type Changed, countOf, figure, plural, recordLabel, type Sync } from '../../syncing/index.js';
import { Answer } from '../../ui/index.js';

type Shown = Schemas['MappingPreview']['data'];

const looked = 50;
const named = 10;
const base = '/v1/organizations/{organizationId}' as const;

const rulesOf = async (organizationId: string, id: string | null, version: number | null) => {
  if (id === null) return [];
  const init = { params: { path: { organizationId, id } } };
  const { data } = await client.GET(`${base}/mappings/{id}/versions`, init);
  return data?.data.find(one => one.version === version)?.rules ?? data?.data[0]?.rules ?? [];
};

/** A dry run lists what changed at the provider; what other rules make of stored records is asked for apart. */
const useReading = (sync: Sync, changes: Changed) => {
  const { id: organizationId } = useOrganization();
  const { mappingId, mappingVersion, filter } = { ...sync, ...changes };
  return useQuery({
    queryKey: ['intake-preview', sync.id, mappingId, mappingVersion, filter],
    retry: false,
    queryFn: async (): Promise<Shown> => {
      const rules = await rulesOf(organizationId, mappingId, mappingVersion);
      const body = { syncId: sync.id, rules, filter, limit: looked };
      const { data } = await client.POST(`${base}/mappings/preview`, {
        params: { path: { organizationId } },
        body,
      });
      return data?.data ?? [];
    },
  });
};

const Sentences = ({ records, model }: { readonly records: Shown; readonly model: string }) => {
  const leaving = records.filter(({ takenIn }) => !takenIn);
  const changed = records.filter(({ takenIn, changed: fields }) => takenIn && fields.length > 0);
  const problems = records.filter(({ problems: some }) => some.length > 0);
  return (
    <>
      <Text size="sm">
        Of {countOf(records.length, model)} looked at, {figure(leaving.length)} would leave the hub and{' '}
        {figure(changed.length)} would read differently
        {problems.length > 0 ? `; a rule fails on ${figure(problems.length)}` : ''}. Nothing of this is
        deleted in the account.
      </Text>
      {leaving.length > 0 && (
        <List size="sm">
          {leaving.slice(0, named).map(({ recordId, before }) => (
            <List.Item key={recordId}>
              {recordLabel({ fields: before, remoteId: null, id: recordId })}
            </List.Item>
          ))}
          {leaving.length > named && <List.Item>and {plural(leaving.length - named, 'other')}</List.Item>}
        </List>
      )}
    </>
  );
};

/** What another filter or mapping makes of records that are here already. */
export const IntakePreview = ({ sync, changes }: { readonly sync: Sync; readonly changes: Changed }) => (
  <Stack gap="xs">
    <Title order={3}>Records that are here</Title>
    <Answer of={useReading(sync, changes)} lines={1}>
      {records => <Sentences records={records} model={sync.model} />}
    </Answer>
  </Stack>
);
