import { Anchor, List, Text } from '@mantine/core';
import { Link } from 'react-router';
import { api } from '../api/client.js';
import { useOrganization } from '../api/organization.js';
import { recordLabel } from './value.js';

const freshMs = 60_000;

/** A record known by its id alone, by name and linked. */
export const RecordName = ({ id }: { readonly id: string }) => {
  const { id: organizationId } = useOrganization();
  const { data: record, isPending } = api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/records/{id}',
    { params: { path: { organizationId, id } } },
    { staleTime: freshMs },
  );
  if (isPending) {
    return (
      <Text span inherit c="dimmed">
        …
      </Text>
    );
  }
  return (
    <>
      <Anchor component={Link} to={`/o/${organizationId}/records/${id}`} underline="always" inherit>
        {record === undefined ? id : recordLabel(record)}
      </Anchor>
      {record?.deleted === true && ' (deleted)'}
    </>
  );
};

export const RecordNames = ({ ids }: { readonly ids: readonly string[] }) => (
  <List size="sm" spacing={6}>
    {ids.map(id => (
      <List.Item key={id}>
        <RecordName id={id} />
      </List.Item>
    ))}
  </List>
);
