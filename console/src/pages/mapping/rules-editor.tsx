import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { newRule, type Rule } from './rules.js';
import { RuleCard } from './rule-card.js';

export interface RulesEditorProps {
  readonly rules: readonly Rule[];
  readonly model: string;
  /** By path: `rules.0.expression`. */
  readonly problems: Readonly<Record<string, string>>;
  readonly isReadOnly: boolean;
  readonly onChange: (rules: readonly Rule[]) => void;
}

const problemsOf = (problems: RulesEditorProps['problems'], index: number): Record<string, string> => {
  const prefix = `rules.${String(index)}.`;
  const ours = Object.entries(problems).filter(([path]) => path.startsWith(prefix));
  return Object.fromEntries(ours.map(([path, detail]) => [path.slice(prefix.length), detail]));
};

/** All rules of a mapping. Fields without a rule pass as they are. */
export const RulesEditor = ({ rules, model, problems, isReadOnly, onChange }: RulesEditorProps) => (
  <Stack gap="sm">
    <Text size="sm" c="dimmed">
      Fields without a rule pass as they are. Expressions are written in the{' '}
      <Anchor
        href="https://github.com/google/cel-spec/blob/master/doc/langdef.md"
        target="_blank"
        rel="noreferrer"
        underline="always"
        inherit
      >
        Common Expression Language
      </Anchor>
      , such as <code>fields.title.split(" ")[0]</code>.
    </Text>
    {rules.map((rule, index) => (
      <RuleCard
        // Rules have no name of their own; each is controlled from above.
        key={index}
        rule={rule}
        number={index + 1}
        model={model}
        problems={problemsOf(problems, index)}
        isReadOnly={isReadOnly}
        onChange={changed => onChange(rules.with(index, changed))}
        onRemove={() => onChange(rules.toSpliced(index, 1))}
      />
    ))}
    {!isReadOnly && (
      <Group>
        <Button variant="default" onClick={() => onChange([...rules, newRule])}>
          Add a rule
        </Button>
      </Group>
    )}
  </Stack>
);
