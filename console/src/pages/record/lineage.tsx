import { Text } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { PageLink, shortId } from '../../known/index.js';
import { useRecordSync } from './record-sync.js';

const triggers: Readonly<Record<string, string>> = {
  manual: 'started by hand',
  schedule: 'started by its schedule',
  webhook: 'started by a webhook',
  change: 'started by a change here',
};

/** Where a version comes from: run, webhook, mapping, undo; each a link. */
export const LineageLine = ({ lineage }: { readonly lineage: Schemas['Lineage'] }) => {
  const { syncId, mappingId } = useRecordSync();
  const { runId, trigger, receiptId, mappingVersion, undoId, undoneRunId } = lineage;
  const run = (id: string, words: string) => <PageLink to={`syncs/${syncId}/runs/${id}`}>{words}</PageLink>;
  const parts: ReactNode[] = [];
  if (runId !== null)
    parts.push(
      <>
        {run(runId, `Run ${shortId(runId)}`)}
        {trigger === null ? '' : `, ${triggers[trigger] ?? trigger}`}
      </>,
    );
  if (receiptId !== null)
    parts.push(<PageLink to={`webhooks/in/${receiptId}`}>the webhook received</PageLink>);
  if (mappingVersion !== null) {
    const words = `mapping version ${mappingVersion}`;
    parts.push(mappingId === null ? words : <PageLink to={`mappings/${mappingId}`}>{words}</PageLink>);
  }
  if (undoId !== null) parts.push(<>undo {shortId(undoId)}</>);
  if (undoneRunId !== null) parts.push(run(undoneRunId, `of run ${shortId(undoneRunId)}`));
  if (parts.length === 0) return null;
  return (
    <Text size="sm" c="dimmed">
      {parts.map((part, index) => (
        <Fragment key={index}>
          {index > 0 && ' · '}
          {part}
        </Fragment>
      ))}
    </Text>
  );
};
