import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { fieldName, FieldValue, titleOf, Unparsed } from '../../fields/index.js';
import { focusPage } from '../../shell/focus-page.js';
import { ProblemAlert, say, useDeed } from '../../ui/index.js';
import type { Deed } from '../../ui/use-deed.js';
import { type Choice, choiceFor, type Choices, chosenValue, type Clash, sideNames } from './choices.js';
import { FieldConflict } from './field-conflict.js';
import { useNext } from './use-next.js';

export interface DecideProps {
  readonly conflict: Schemas['Conflict'];
  readonly model: string | null;
  readonly isReadOnly: boolean;
}

const useDecision = ({ conflict }: DecideProps, choices: Choices) => {
  const { id: organizationId } = useOrganization();
  const queries = useQueryClient();
  const next = useNext(conflict.id);
  return useDeed(async () => {
    const decided = Object.entries(choices).map(([field, choice]) => [field, choiceFor(choice)] as const);
    await client.POST('/v1/organizations/{organizationId}/conflicts/{id}/resolve', {
      params: { path: { organizationId, id: conflict.id } },
      body: { choices: Object.fromEntries(decided) },
    });
    say(`“${titleOf(conflict.local)}” is decided. It goes out with the run that starts now.`);
    await queries.invalidateQueries({
      predicate: ({ queryKey }) => /\/(conflicts|records)/.test(String(queryKey[1])),
    });
    // The button goes away with the question.
    focusPage();
    next?.go();
  });
};

/** All clashing fields with their three sides, a choice for each, and what comes of it. */
export const Decide = (props: DecideProps) => {
  const { conflict, model, isReadOnly } = props;
  const [choices, setChoices] = useState<Choices>({});
  const deed = useDecision(props, choices);
  const open = conflict.fields.filter(({ field }) => choices[field] === undefined);
  const broken = Object.values(choices).some(
    choice => choice.side === 'own' && choice.value instanceof Unparsed,
  );
  const choose = (field: string, choice: Choice) => setChoices(before => ({ ...before, [field]: choice }));
  const chooseAll = (side: 'local' | 'remote') =>
    setChoices(Object.fromEntries(conflict.fields.map(({ field }) => [field, { side }])));
  return (
    <Stack gap="lg" {...(isReadOnly ? {} : { onKeyDown: hearing(chooseAll) })}>
      {!isReadOnly && <AllAtOnce onChoose={chooseAll} />}
      {conflict.fields.map(clash => (
        <FieldConflict
          key={clash.field}
          clash={clash}
          model={model}
          syncId={conflict.syncId}
          choice={choices[clash.field] ?? null}
          onChoose={isReadOnly ? null : choice => choose(clash.field, choice)}
        />
      ))}
      <Result conflict={conflict} choices={choices} />
      {deed.error !== null && <ProblemAlert error={deed.error} />}
      {!isReadOnly && <Go deed={deed} open={open} isBroken={broken} />}
    </Stack>
  );
};

type ChooseAll = (side: 'local' | 'remote') => void;

/** Letters alone, heard only while the focus is among the fields, and never while somebody writes. */
const hearing =
  (chooseAll: ChooseAll) =>
  (event: KeyboardEvent): void => {
    const isWriting = (event.target as HTMLElement).matches('input:not([type=radio]), textarea, select');
    if (isWriting || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'o') chooseAll('local');
    if (event.key === 't') chooseAll('remote');
  };

const AllAtOnce = ({ onChoose }: { readonly onChoose: ChooseAll }) => (
  <Group gap="xs">
    <Button size="xs" variant="default" onClick={() => onChoose('local')}>
      All ours
    </Button>
    <Button size="xs" variant="default" onClick={() => onChoose('remote')}>
      All theirs
    </Button>
    <Text size="sm" c="dimmed" visibleFrom="sm">
      Among the fields: Tab and the arrow keys choose, O is all ours, T all theirs.
    </Text>
  </Group>
);

interface GoProps {
  readonly deed: Deed<[]>;
  readonly open: readonly Clash[];
  readonly isBroken: boolean;
}

const Go = ({ deed, open, isBroken }: GoProps) => (
  <Group>
    <Button onClick={() => deed.run()} loading={deed.isBusy} disabled={open.length > 0 || isBroken}>
      Decide
    </Button>
    <Text size="sm" role="status">
      {open.length > 0 &&
        `Still to choose: ${open.map(({ field }) => fieldName(field).toLowerCase()).join(', ')}`}
    </Text>
  </Group>
);

const Result = ({
  conflict,
  choices,
}: {
  readonly conflict: Schemas['Conflict'];
  readonly choices: Choices;
}) => (
  <Paper withBorder p="md" component="section" aria-label="What comes of it">
    <Title order={2} size="h3">
      What comes of it
    </Title>
    <dl style={{ margin: 0 }}>
      {conflict.fields.map(clash => {
        const choice = choices[clash.field];
        return (
          <div key={clash.field} style={{ paddingBlock: 6 }}>
            <Text component="dt" size="sm" c="dimmed">
              {fieldName(clash.field)}
            </Text>
            <dd style={{ margin: 0 }}>
              {choice === undefined ? (
                <Text c="dimmed">Not chosen yet</Text>
              ) : (
                <>
                  <FieldValue field={clash.field} value={chosenValue(clash, choice)} />
                  <Text size="xs" c="dimmed">
                    {sideNames[choice.side]}.{' '}
                    {choice.side === 'remote' ? 'Changes here.' : 'Goes to the provider.'}
                  </Text>
                </>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  </Paper>
);
