import { Text, Timeline as Line } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { durationOf, phases, type Run } from '../../syncing/index.js';
import { fullTime, When } from '../../ui/index.js';

const path = '/v1/organizations/{organizationId}/audit' as const;

/** What people and the hub did with this run, as far as the audit trail may be read. */
const useTrail = (run: Run): readonly Schemas['AuditEvent'][] => {
  const { id: organizationId, role } = useOrganization();
  const { data } = useQuery({
    queryKey: ['get', path, { targetId: run.id, status: run.status }],
    enabled: role !== 'member',
    queryFn: async () => {
      const query = new URLSearchParams({ targetType: 'sync_run', targetId: run.id, limit: '100' });
      const init = { params: { path: { organizationId } }, querySerializer: () => query.toString() };
      return (await client.GET(path, init)).data?.data ?? [];
    },
  });
  return data ?? [];
};

const asked: Readonly<Record<string, string>> = {
  'sync_run.pause_requested': 'Somebody asked it to pause',
  'sync_run.cancel_requested': 'Somebody asked it to stop',
  'sync_run.paused': 'It paused',
  'sync_run.resumed': 'Somebody let it go on',
  'sync_run.held': 'It stopped before deleting too much, and asked',
  'sync_run.approved': 'Somebody agreed to the deletions',
  'sync_run.rejected': 'Somebody kept the records',
};

const causes: Readonly<Record<Run['trigger'], string>> = {
  manual: 'Somebody asked for it',
  schedule: 'It was due',
  webhook: 'The provider told of a change',
  change: 'Something changed here',
};

interface Moment {
  readonly at: string;
  readonly text: string;
  readonly more?: string;
}

const ends: Readonly<Record<string, string>> = {
  succeeded: 'It succeeded',
  failed: 'It failed',
  cancelled: 'It was stopped; what it did stays',
};

const momentsOf = (run: Run, trail: readonly Schemas['AuditEvent'][]): readonly Moment[] => {
  const { createdAt, startedAt, finishedAt, resumeAt, error, durationSeconds: seconds } = run;
  const between = trail.flatMap(({ action, occurredAt }): Moment[] => {
    const text = asked[action];
    return text === undefined ? [] : [{ at: occurredAt, text }];
  });
  const past: Moment[] = [
    { at: createdAt, text: causes[run.trigger] },
    ...(startedAt === null ? [] : [{ at: startedAt, text: 'It began' }]),
    ...between,
  ];
  const ended = seconds === null ? {} : { more: `It took ${durationOf(seconds)}.` };
  return [
    ...past.toSorted((a, b) => a.at.localeCompare(b.at)),
    ...(finishedAt === null && resumeAt !== null
      ? [{ at: resumeAt, text: 'It tries again', ...(error === null ? {} : { more: error.detail }) }]
      : []),
    ...(finishedAt === null ? [] : [{ at: finishedAt, text: ends[run.status] ?? 'It ended', ...ended }]),
  ];
};

export const Timeline = ({ run }: { readonly run: Run }) => {
  const moments = momentsOf(run, useTrail(run));
  return (
    <Line active={moments.length} bulletSize={12} lineWidth={2}>
      {moments.map(({ at, text, more }) => (
        <Line.Item key={at + text} title={text}>
          <Text size="sm" c="dimmed">
            {fullTime(at)}, <When at={at} />
          </Text>
          {more !== undefined && <Text size="sm">{more}</Text>}
        </Line.Item>
      ))}
      {run.finishedAt === null && <Line.Item title={`Now: ${phases[run.phase].toLowerCase()}`} />}
    </Line>
  );
};
