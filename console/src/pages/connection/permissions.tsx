import { List, Text } from '@mantine/core';
import type { Connection, Provider } from '../../connecting/providers.js';
import { Section } from './section.js';

export interface PermissionsProps {
  readonly connection: Connection;
  readonly provider: Provider;
}

/** What the person allowed at the vendor, and what they left out. */
export const Permissions = ({ connection: { grantedScopes, missing }, provider }: PermissionsProps) => {
  if (provider.scopes.length === 0) return null;
  const granted = provider.scopes.filter(({ scope }) => grantedScopes.includes(scope));
  return (
    <Section title="Permissions" hint={`What ${provider.vendor} lets this connection do.`}>
      <Text fw={600} size="sm">
        Allowed
      </Text>
      {granted.length === 0 && <Text size="sm">Nothing.</Text>}
      <List size="sm" spacing={2}>
        {granted.map(({ scope, reason }) => (
          <List.Item key={scope}>{reason}</List.Item>
        ))}
      </List>
      {missing.length > 0 && (
        <>
          <Text fw={600} size="sm">
            Left out
          </Text>
          <List size="sm" spacing={2}>
            {missing.map(({ scope, reason }) => (
              <List.Item key={scope}>{reason}</List.Item>
            ))}
          </List>
          <Text size="sm" c="dimmed">
            What needs these does not work. Reconnect and leave them ticked to have it.
          </Text>
        </>
      )}
    </Section>
  );
};
