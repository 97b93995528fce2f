import { Stack, Tabs } from '@mantine/core';
import { useParams } from 'react-router';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { modelName, titleOf } from '../../fields/index.js';
import { useFilters, useSyncs } from '../../known/index.js';
import { Answer, Page } from '../../ui/index.js';
import type { Schemas } from '../../../../src/client/index.js';
import { FileContent } from './file-content.js';
import { RecordActions } from './record-actions.js';
import { RecordFields } from './record-fields.js';
import { RecordHistory } from './record-history.js';
import { RecordNotices } from './record-notices.js';
import { RecordOriginal } from './record-original.js';
import { RecordFacts } from './record-facts.js';
import { RecordSyncProvider } from './record-sync.js';

const tabs = ['fields', 'history', 'original'] as const;

export const Component = () => {
  const { recordId = '' } = useParams();
  const { id: organizationId } = useOrganization();
  const record = api.useQuery('get', '/v1/organizations/{organizationId}/records/{id}', {
    params: { path: { organizationId, id: recordId }, query: { include: 'origins' } },
  });
  const title = record.data ? titleOf(record.data.fields) : 'Record';
  const description = record.data ? modelName(record.data.model) : '';
  return (
    <Page
      title={title}
      description={description}
      actions={record.data && !record.data.deleted && <RecordActions record={record.data} />}
    >
      <Answer of={record} lines={6}>
        {found => (
          <Stack gap="lg">
            <RecordNotices record={found} />
            <RecordFacts record={found} />
            {found.model === 'file' && !found.deleted && <FileContent record={found} />}
            <RecordTabs record={found} />
          </Stack>
        )}
      </Answer>
    </Page>
  );
};

const RecordTabs = ({ record }: { readonly record: Schemas['Record'] }) => {
  const [{ tab = 'fields' }, set] = useFilters(['tab']);
  const sync = useSyncs().data?.data.find(({ id }) => id === record.syncId);
  return (
    <RecordSyncProvider value={{ syncId: record.syncId, mappingId: sync?.mappingId ?? null }}>
      <Tabs value={tab} onChange={value => set('tab', value === 'fields' ? null : value)} keepMounted={false}>
        <Tabs.List mb="md">
          {tabs.map(name => (
            <Tabs.Tab key={name} value={name}>
              {{ fields: 'Fields', history: 'History', original: 'The provider’s original' }[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="fields">
          <RecordFields record={record} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <RecordHistory recordId={record.id} />
        </Tabs.Panel>
        <Tabs.Panel value="original">
          <RecordOriginal recordId={record.id} />
        </Tabs.Panel>
      </Tabs>
    </RecordSyncProvider>
  );
};
