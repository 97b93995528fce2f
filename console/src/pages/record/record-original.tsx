import { Code, Stack, Text } from '@mantine/core';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { Answer } from '../../ui/index.js';

const readable = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text; // iCalendar and the like
  }
};

/** What the provider sent, byte for byte, before it was brought into the common form. */
export const RecordOriginal = ({ recordId }: { readonly recordId: string }) => {
  const { id: organizationId } = useOrganization();
  const record = api.useQuery('get', '/v1/organizations/{organizationId}/records/{id}', {
    params: { path: { organizationId, id: recordId }, query: { include: 'remoteData' } },
  });
  return (
    <Answer of={record} lines={6}>
      {({ remoteData }) =>
        remoteData === null || remoteData === undefined ? (
          <Text c="dimmed">The provider has not sent this record yet.</Text>
        ) : (
          <Stack gap="xs">
            <Text size="sm" c="dimmed">
              As the provider sent it last. What the common form has no place for stays here and is sent back
              unchanged.
            </Text>
            <Code block tabIndex={0} style={{ maxHeight: '60vh', overflow: 'auto', whiteSpace: 'pre-wrap' }}>
              {readable(remoteData)}
            </Code>
          </Stack>
        )
      }
    </Answer>
  );
};
