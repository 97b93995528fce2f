import { Button, Group, Text } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { isEmptyValue, valueWords } from '../../fields/index.js';

/** Content is fetched through the hub and never kept here. */
export const FileContent = ({ record }: { readonly record: Schemas['Record'] }) => {
  const { id: organizationId } = useOrganization();
  const mayRead = useMay('member');
  if (record.fields['kind'] === 'folder' || !mayRead || record.remoteId === null) return null;
  const size = record.fields['size'];
  return (
    <Group>
      <Button
        component="a"
        variant="default"
        href={`/v1/organizations/${organizationId}/records/${record.id}/content`}
        download={String(record.fields['name'])}
      >
        Download{isEmptyValue(size) ? '' : ` (${valueWords(size, 'size')})`}
      </Button>
      <Text size="sm" c="dimmed">
        Comes straight from the provider; the hub keeps no copy.
      </Text>
    </Group>
  );
};
