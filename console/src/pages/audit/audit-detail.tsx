import { Box, Code, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { fieldName, isEmptyValue, valueWords } from '../../fields/index.js';
import { Actor, PageLink } from '../../known/index.js';
import { Status } from '../../ui/index.js';
import { actionWords, outcomeWords, pageOf } from './audit-words.js';
import type { AuditEvent } from './use-audit-rows.js';

const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const tones = { success: 'good', refused: 'warning', failure: 'bad' } as const;

export const AuditDetail = ({ event }: { readonly event: AuditEvent }) => {
  const page = pageOf(event.target);
  const target = `${event.target.type.replaceAll('_', ' ')} ${event.target.id}`;
  return (
    <Stack>
      <Title order={3} size="h2">
        {actionWords(event.action)}
      </Title>
      <List
        rows={[
          ['Outcome', <Status key="outcome" of={outcomeWords[event.outcome]} tone={tones[event.outcome]} />],
          ['When', whole.format(new Date(event.occurredAt))],
          ['Who', <Actor key="who" of={event.actor} />],
          ['To what', page === null ? target : <PageLink to={page}>{target}</PageLink>],
          ['Request', event.requestId ?? 'None: the hub did it by itself'],
        ]}
      />
      <Values title="Details" values={event.details} nothing="There are none." />
      <Values
        title="Personal data"
        values={event.personal ?? {}}
        nothing="None was known, or it was erased. The hash does not cover it, so it can be."
      />
      <Title order={4} size="h3">
        Its place in the chain
      </Title>
      <List
        rows={[
          ['Number', event.sequence],
          ['Action', <Code key="action">{event.action}</Code>],
          ['Hash', <Code key="hash">{event.hash}</Code>],
          ['Hash of the event before', <Code key="before">{event.previousHash}</Code>],
        ]}
      />
    </Stack>
  );
};

const List = ({ rows }: { readonly rows: readonly (readonly [string, ReactNode])[] }) => (
  <Box component="dl" m={0}>
    {rows.map(([name, value]) => (
      <Box key={name} py={4}>
        <Text component="dt" size="sm" c="dimmed">
          {name}
        </Text>
        <Box component="dd" m={0} style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {value}
        </Box>
      </Box>
    ))}
  </Box>
);

interface ValuesProps {
  readonly title: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly nothing: string;
}

const Values = ({ title, values, nothing }: ValuesProps) => (
  <>
    <Title order={4} size="h3">
      {title}
    </Title>
    {isEmptyValue(values) ? (
      <Text c="dimmed">{nothing}</Text>
    ) : (
      <List
        rows={Object.entries(values).map(([name, value]) => [
          fieldName(name),
          valueWords(value, name) || 'Empty',
        ])}
      />
    )}
  </>
);
