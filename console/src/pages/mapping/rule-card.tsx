import { Autocomplete, Button, Card, Group, Select, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { fieldsOf } from '../../syncing/index.js';
import { type Rule, ways } from './rules.js';

export interface RuleCardProps {
  readonly rule: Rule;
  readonly number: number;
  readonly model: string;
  /** What is wrong with `target`, `expression` and `outExpression`. */
  readonly problems: Readonly<Record<string, string>>;
  readonly isReadOnly: boolean;
  readonly onChange: (rule: Rule) => void;
  readonly onRemove: () => void;
}

interface ExpressionProps {
  readonly label: string;
  readonly description: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly isReadOnly: boolean;
  readonly onChange: (value: string) => void;
}

const missing = 'Write what the field is made of, such as fields.title.';

const Expression = ({ onChange, isReadOnly, error, ...field }: ExpressionProps) => {
  const [wasLeft, setLeft] = useState(false);
  const isMissing = wasLeft && field.value.trim() === '';
  return (
    <Textarea
      {...field}
      error={isMissing ? missing : error}
      onBlur={() => {
        setLeft(true);
      }}
      readOnly={isReadOnly}
      onChange={event => {
        onChange(event.currentTarget.value);
      }}
      autosize
      minRows={2}
      maxLength={2_000}
      spellCheck={false}
      autoCapitalize="off"
      styles={{
        input: {
          fontFamily: 'var(--mantine-font-family-monospace)',
          fontSize: 'var(--mantine-font-size-sm)',
        },
      }}
    />
  );
};

const names = {
  in: 'CEL over fields (what the adapter made of it) and remote (the provider’s own).',
  out: 'CEL over record (what is here), fields and remote.',
} as const;

const Head = ({ rule, number, model, problems, isReadOnly, onChange, onRemove }: RuleCardProps) => {
  const { target, direction } = rule;
  return (
    <Group align="flex-start" gap="sm">
      <Autocomplete
        label="Field"
        description="Of the record, or custom.name"
        data={[...fieldsOf(model), 'custom.']}
        value={target}
        readOnly={isReadOnly}
        onChange={value => onChange({ ...rule, target: value })}
        error={problems['target']}
        flex="1 1 180px"
      />
      <Select
        label="Way"
        description="In from the provider, or out to it"
        data={ways}
        value={direction}
        readOnly={isReadOnly}
        allowDeselect={false}
        onChange={value => {
          onChange({ ...rule, direction: ways.find(way => way.value === value)?.value ?? direction });
        }}
        error={problems['direction']}
        flex="1 1 180px"
      />
      {!isReadOnly && (
        <Button variant="default" size="xs" onClick={onRemove} aria-label={`Remove rule ${String(number)}`}>
          Remove
        </Button>
      )}
    </Group>
  );
};

/** One rule: which field, which way, and how it is made. */
export const RuleCard = (props: RuleCardProps) => {
  const { rule, number, problems, isReadOnly, onChange } = props;
  const { direction, expression, outExpression } = rule;
  return (
    <Card withBorder component="section" aria-label={`Rule ${String(number)}`}>
      <Stack gap="sm">
        <Head {...props} />
        <Expression
          label={direction === 'both' ? 'On the way in' : 'Expression'}
          description={direction === 'out' ? names.out : names.in}
          value={expression}
          error={problems['expression']}
          isReadOnly={isReadOnly}
          onChange={value => onChange({ ...rule, expression: value })}
        />
        {direction === 'both' && (
          <Expression
            label="On the way out"
            description={names.out}
            value={outExpression ?? ''}
            error={problems['outExpression']}
            isReadOnly={isReadOnly}
            onChange={value => onChange({ ...rule, outExpression: value })}
          />
        )}
      </Stack>
    </Card>
  );
};
