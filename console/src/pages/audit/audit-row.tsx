import { Stack, Text, UnstyledButton } from '@mantine/core';
import { Actor, shortId } from '../../known/index.js';
import { fullTime, Status } from '../../ui/index.js';
import { actionWords, outcomeWords } from './audit-words.js';
import type { AuditEvent } from './use-audit-rows.js';

export const AuditRow = ({ event, onOpen }: { readonly event: AuditEvent; readonly onOpen: () => void }) => (
  <UnstyledButton className="row" onClick={onOpen}>
    <Stack gap={0} flex={1} miw={0}>
      <Text truncate>{actionWords(event.action)}</Text>
      <Text size="sm" c="dimmed" lineClamp={2}>
        <Actor of={event.actor} /> · {event.target.type.replaceAll('_', ' ')} {shortId(event.target.id)} ·{' '}
        {fullTime(event.occurredAt)}
      </Text>
    </Stack>
    {event.outcome !== 'success' && (
      <Status of={outcomeWords[event.outcome]} tone={event.outcome === 'refused' ? 'warning' : 'bad'} />
    )}
    <Text size="sm" c="dimmed" visibleFrom="sm">
      {event.sequence}
    </Text>
  </UnstyledButton>
);
