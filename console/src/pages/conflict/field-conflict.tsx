import { Anchor, Group, Paper, Radio, SimpleGrid, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import { useId } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { fieldName } from '../../fields/index.js';
import { Actor, PageLink } from '../../known/index.js';
import { Status, When } from '../../ui/index.js';
import { type Choice, type Clash, type Side, sideNames } from './choices.js';
import { OwnValue } from './own-value.js';
import { SideValue } from './side-value.js';

export interface FieldConflictProps {
  readonly clash: Clash;
  readonly model: string | null;
  readonly syncId: string;
  readonly choice: Choice | null;
  /** Null when the person may only look. */
  readonly onChoose: ((choice: Choice) => void) | null;
}

const titles: Readonly<Record<Side, string>> = {
  base: 'Before',
  local: 'Ours (here)',
  remote: 'Theirs (at the provider)',
};

/** One field: what both sides had, what each made of it, and the choice. */
export const FieldConflict = ({ clash, model, syncId, choice, onChoose }: FieldConflictProps) => {
  const heading = useId();
  return (
    <Paper component="section" withBorder p="md" aria-labelledby={heading}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} id={heading}>
            {fieldName(clash.field)}
          </Title>
          {clash.suggestion && <Suggestion suggestion={clash.suggestion} onTake={onChoose} />}
        </Group>
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
          {(['base', 'local', 'remote'] as const).map(side => (
            <Column key={side} side={side} clash={clash} syncId={syncId} isChosen={choice?.side === side} />
          ))}
        </SimpleGrid>
        {onChoose && <Sides clash={clash} choice={choice} onChoose={onChoose} />}
        {choice?.side === 'own' && onChoose && (
          <OwnValue
            model={model}
            field={clash.field}
            value={choice.value}
            onChange={value => onChoose({ side: 'own', value })}
          />
        )}
      </Stack>
    </Paper>
  );
};

interface SidesProps {
  readonly clash: Clash;
  readonly choice: Choice | null;
  readonly onChoose: (choice: Choice) => void;
}

const Sides = ({ clash, choice, onChoose }: SidesProps) => {
  const hasBase = 'base' in clash;
  const pick = (side: string) => {
    if (side === 'own') onChoose({ side, value: choice?.side === 'own' ? choice.value : clash.local });
    else onChoose({ side: side as Side });
  };
  return (
    <Radio.Group
      // An `aria-label` would be put on the wrapper, and the group of radios would have no name.
      label={<VisuallyHidden>{`Which ${fieldName(clash.field)} is kept`}</VisuallyHidden>}
      value={choice?.side ?? null}
      onChange={pick}
    >
      <Group gap="lg">
        {(['local', 'remote', ...(hasBase ? ['base'] : []), 'own'] as Choice['side'][]).map(side => (
          <Radio key={side} value={side} label={sideNames[side]} />
        ))}
      </Group>
    </Radio.Group>
  );
};

interface ColumnProps {
  readonly side: Side;
  readonly clash: Clash;
  readonly syncId: string;
  readonly isChosen: boolean;
}

const Column = ({ side, clash, syncId, isChosen }: ColumnProps) => (
  <Paper
    p="sm"
    bg="var(--mantine-color-default-hover)"
    style={{ outline: isChosen ? '2px solid var(--mantine-primary-color-filled)' : undefined, minWidth: 0 }}
  >
    <Group gap="xs" mb={4}>
      <Title order={3} size="sm">
        {titles[side]}
      </Title>
      {isChosen && <Status of="chosen" tone="good" />}
    </Group>
    <SideValue side={side} clash={clash} />
    {side !== 'base' && <ChangedBy by={clash.changedBy[side]} syncId={syncId} />}
  </Paper>
);

const ChangedBy = ({ by, syncId }: { readonly by: Clash['changedBy']['local']; readonly syncId: string }) => {
  if (by === null) return null;
  return (
    <Text size="xs" c="dimmed" mt="xs">
      {by.kind === 'provider' ? 'Changed at the provider' : 'Changed by '}
      {by.kind !== 'provider' && <Actor of={by.actor ?? { kind: 'system', id: '' }} />}{' '}
      <When at={by.at} never="(it does not say when)" />
      {by.runId !== null && (
        <>
          , read by <PageLink to={`syncs/${syncId}/runs/${by.runId}`}>this run</PageLink>
        </>
      )}
    </Text>
  );
};

interface SuggestionProps {
  readonly suggestion: Schemas['ConflictSuggestion'];
  readonly onTake: ((choice: Choice) => void) | null;
}

/** Said, never chosen by itself. */
const Suggestion = ({ suggestion: { side, times, of }, onTake }: SuggestionProps) => (
  <Text size="sm" c="dimmed">
    Mostly decided here: {sideNames[side].toLowerCase()}, {times} of {of} times.{' '}
    {onTake && (
      <Anchor component="button" type="button" size="sm" underline="always" onClick={() => onTake({ side })}>
        Choose it
      </Anchor>
    )}
  </Text>
);
