import { Paper, Stack, Title } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { Facts } from '../../ui/index.js';

const megabyte = 1024 * 1024;

const size = (bytes: number): string => {
  const megabytes = bytes / megabyte;
  return megabytes < 1024 ? `${Math.round(megabytes)} MB` : `${(megabytes / 1024).toFixed(1)} GB`;
};

const duration = (seconds: number): string => {
  const hours = Math.floor(seconds / 3600);
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  return hours > 0
    ? `${hours} h ${Math.floor((seconds % 3600) / 60)} min`
    : `${Math.floor(seconds / 60)} min`;
};

const roles = { all: 'Everything', api: 'Requests only', worker: 'Work only' } as const;

/** The process that answers this page, and the database. */
export const Machine = ({ overview }: { readonly overview: Schemas['AdminOverview'] }) => {
  const { process, database, version } = overview;
  return (
    <Paper withBorder p="lg">
      <Stack>
        <Title order={2}>This process and the database</Title>
        <Facts
          rows={[
            ['Causeway', version],
            ['Does', roles[process.role]],
            ['Runs for', duration(process.uptimeSeconds)],
            ['Memory', size(process.memoryBytes)],
            ['Node', process.node],
            ['PostgreSQL', database.version],
            ['Size of the database', size(database.sizeBytes)],
            ['Connections to it', `${database.connections} of ${database.maxConnections}`],
            ['Answered within', `${Math.round(database.answerMs)} ms`],
          ]}
        />
      </Stack>
    </Paper>
  );
};
