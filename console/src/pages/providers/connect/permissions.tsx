import { Checkbox, List, Stack, Text, Title } from '@mantine/core';
import type { Provider } from '../../../connecting/providers.js';
import { usePurposeName } from '../../../connecting/purposes.js';
import { powersOf } from '../words.js';

export interface PermissionsProps {
  readonly provider: Provider;
  /** Scopes that are left out. */
  readonly without: ReadonlySet<string>;
  readonly onChange: (without: ReadonlySet<string>) => void;
}

/** What the person will be asked to share, by purpose; what is not needed can be left out. */
export const Permissions = ({ provider, without, onChange }: PermissionsProps) => {
  const purposeName = usePurposeName();
  const groups = Object.entries(Object.groupBy(provider.scopes, ({ purpose }) => purpose));
  return (
    <Stack gap="sm" component="section">
      <Title order={2} size="h3">
        What is shared, and why
      </Title>
      {groups.map(([purpose, scopes]) => (
        <Stack gap={6} key={purpose} role="group" aria-label={purposeName(purpose)}>
          <Text fw={600} size="sm">
            {purposeName(purpose)}
          </Text>
          <Needed scopes={scopes ?? []} />
          <Optional scopes={scopes ?? []} without={without} onChange={onChange} />
        </Stack>
      ))}
      {provider.scopes.some(({ required }) => !required) && (
        <Text size="sm" c="dimmed">
          What has a box can be left out; then only what it is for is missing.
        </Text>
      )}
      {provider.scopes.length === 0 && <Powers provider={provider} />}
    </Stack>
  );
};

const Needed = ({ scopes }: Pick<Provider, 'scopes'>) => (
  <List size="sm" spacing={2}>
    {scopes
      .filter(({ required }) => required)
      .map(({ scope, reason }) => (
        <List.Item key={scope}>{reason}</List.Item>
      ))}
  </List>
);

type OptionalProps = Pick<Provider, 'scopes'> & Omit<PermissionsProps, 'provider'>;

const Optional = ({ scopes, without, onChange }: OptionalProps) => {
  const toggle = (scope: string, isAsked: boolean) => {
    const next = new Set(without);
    if (isAsked) next.delete(scope);
    else next.add(scope);
    onChange(next);
  };
  return scopes
    .filter(({ required }) => !required)
    .map(({ scope, reason }) => (
      <Checkbox
        key={scope}
        label={reason}
        checked={!without.has(scope)}
        onChange={event => {
          toggle(scope, event.currentTarget.checked);
        }}
      />
    ));
};

const Powers = ({ provider }: Pick<PermissionsProps, 'provider'>) =>
  provider.models.map(model => (
    <Text key={model.model} size="sm">
      {powersOf(model)}.
    </Text>
  ));
