import { Code } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { SyncLink } from '../../known/index.js';
import { Facts, When } from '../../ui/index.js';
import { PushState } from './push-state.js';

export const RecordFacts = ({ record }: { readonly record: Schemas['Record'] }) => (
  <Facts
    rows={[
      ['State', <PushState key="state" record={record} />],
      ['Sync', <SyncLink key="sync" id={record.syncId} />],
      ['Changed', <When key="changed" at={record.updatedAt} />],
      ['Known since', <When key="created" at={record.createdAt} />],
      ['Version', record.revision],
      [
        'Id at the provider',
        record.remoteId === null ? 'None yet' : <Code key="remote">{record.remoteId}</Code>,
      ],
    ]}
  />
);
