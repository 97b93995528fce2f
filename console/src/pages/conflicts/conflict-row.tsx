import { Checkbox, Group, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Schemas } from '../../../../src/client/index.js';
import { fieldName, titleOf, valueWords } from '../../fields/index.js';
import { useSyncs, useTo } from '../../known/index.js';
import { Status, When } from '../../ui/index.js';

export interface ConflictRowProps {
  readonly conflict: Schemas['Conflict'];
  readonly isChosen: boolean;
  /** Null when nothing can be decided. */
  readonly onChoose: (() => void) | null;
}

const said = (value: unknown, field: string): string => {
  const words = valueWords(value, field).replaceAll('\n', ' ');
  return words === '' ? 'empty' : `“${words.length > 60 ? `${words.slice(0, 60)}…` : words}”`;
};

export const ConflictRow = ({ conflict, isChosen, onChoose }: ConflictRowProps) => {
  const to = useTo();
  const sync = useSyncs().data?.data.find(({ id }) => id === conflict.syncId);
  const title = titleOf(conflict.local);
  const [first] = conflict.fields;
  const suggestion = conflict.fields.find(field => field.suggestion !== null)?.suggestion;
  return (
    <Group gap={0} wrap="nowrap">
      {onChoose && (
        <Checkbox size="md" pl="sm" aria-label={`Select ${title}`} checked={isChosen} onChange={onChoose} />
      )}
      <Link className="row" style={{ minWidth: 0 }} to={to(`conflicts/${conflict.id}`)}>
        <Stack gap={0} flex={1} miw={0}>
          <Text truncate>{title}</Text>
          {first && (
            <Text size="sm" lineClamp={2}>
              {fieldName(first.field)}: {said(first.local, first.field)} here,{' '}
              {said(first.remote, first.field)} there
              {conflict.fields.length > 1 && `, and ${conflict.fields.length - 1} more`}
            </Text>
          )}
          <Text size="sm" c="dimmed">
            {sync?.name ?? 'A sync'} · <When at={conflict.openedAt} />
            {suggestion &&
              ` · mostly decided: ${suggestion.side === 'local' ? 'ours' : suggestion.side === 'remote' ? 'theirs' : 'as before'}`}
          </Text>
        </Stack>
        {conflict.status !== 'open' && (
          <Status of={conflict.status === 'resolved' ? 'decided' : 'gone by itself'} tone="good" />
        )}
      </Link>
    </Group>
  );
};
