import { Accordion, Badge, Group, Text } from '@mantine/core';
import { api } from '../../../api/client.js';
import { useOrganization } from '../../../api/organization.js';
import type { Connection } from '../../../connecting/providers.js';
import { Section } from '../section.js';
import { ActionForm } from './action-form.js';

/** `send_message` as words. */
export const actionName = (name: string): string => {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** What can be done at the vendor besides syncing, such as posting a message. */
export const Actions = ({ connection }: { readonly connection: Connection }) => {
  const { id } = useOrganization();
  const { data } = api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/connections/{connectionId}/actions',
    {
      params: { path: { organizationId: id, connectionId: connection.id } },
    },
  );
  const actions = data?.data ?? [];
  if (actions.length === 0) return null;
  return (
    <Section title="Actions" hint="Done at once, in the name of this account. Each is in the audit trail.">
      <Accordion variant="separated" order={3}>
        {actions.map(action => (
          <Accordion.Item key={action.name} value={action.name}>
            <Accordion.Control>
              <Group gap="xs">
                <Text fw={500}>{actionName(action.name)}</Text>
                {!action.available && (
                  <Badge variant="dot" color="orange" tt="none" fw={500}>
                    Not permitted
                  </Badge>
                )}
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <ActionForm connection={connection} action={action} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Section>
  );
};
