import { List, Text } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { fieldName } from '../../fields/index.js';
import { PageLink } from '../../known/index.js';
import { Status, When } from '../../ui/index.js';
import { useRecordSync } from './record-sync.js';

type Push = Schemas['RecordPush'];

const outcomes: Readonly<Record<Push['outcome'], readonly [string, 'good' | 'warning' | 'bad']>> = {
  applied: ['Taken by the provider', 'good'],
  stale: ['Not written: changed there meanwhile', 'warning'],
  refused: ['Refused by the provider', 'bad'],
};
const kinds: Readonly<Record<Push['kind'], string>> = {
  create: 'Created there',
  update: 'Changed there',
  delete: 'Deleted there',
};

/** When this version was sent, and what the provider answered. */
export const Pushes = ({ pushes }: { readonly pushes: readonly Push[] }) => {
  const { syncId } = useRecordSync();
  if (pushes.length === 0) return null;
  return (
    <List size="sm" spacing={4} aria-label="Sent to the provider">
      {pushes.map(push => (
        <List.Item key={`${push.runId} ${push.at}`}>
          <Status of={outcomes[push.outcome][0]} tone={outcomes[push.outcome][1]} />{' '}
          <Text span size="sm">
            {kinds[push.kind]} <When at={push.at} /> by{' '}
            <PageLink to={`syncs/${syncId}/runs/${push.runId}`}>this run</PageLink>
            {push.changed.length > 0 &&
              `: ${push.changed.map(name => fieldName(name).toLowerCase()).join(', ')}`}
            {push.error !== null && `. ${push.error.detail}`}
          </Text>
        </List.Item>
      ))}
    </List>
  );
};
