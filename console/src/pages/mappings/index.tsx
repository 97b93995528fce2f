import { Box, Button, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { manyOf, plural, useProviders } from '../../syncing/index.js';
import { byPage, Empty, Page, Rows, Status, When } from '../../ui/index.js';

type Mapping = Schemas['Mapping'];

const useMappingPages = () => {
  const { id: organizationId } = useOrganization();
  return api.useInfiniteQuery(
    'get',
    '/v1/organizations/{organizationId}/mappings',
    { params: { path: { organizationId } } },
    byPage,
  );
};

const NewMapping = () => {
  const { id } = useOrganization();
  if (!useMay('admin')) return null;
  return (
    <Button component={Link} to={`/o/${id}/mappings/new`}>
      New mapping
    </Button>
  );
};

const Row = ({ mapping, provider }: { readonly mapping: Mapping; readonly provider: string }) => {
  const { id } = useOrganization();
  return (
    <Link className="row" to={`/o/${id}/mappings/${mapping.id}`}>
      <Box flex="1 1 200px">
        <Text fw={600} truncate>
          {mapping.name}
        </Text>
        <Text size="sm" c="dimmed" truncate>
          {provider}, {manyOf(mapping.model)} · {plural(mapping.rules.length, 'rule')}
        </Text>
      </Box>
      <Text size="sm" c="dimmed" visibleFrom="sm">
        version {mapping.version}, <When at={mapping.updatedAt} />
      </Text>
      {mapping.warnings.length > 0 && (
        <Status of={plural(mapping.warnings.length, 'warning')} tone="warning" />
      )}
    </Link>
  );
};

export const Component = () => {
  const providers = useProviders().data?.data ?? [];
  const nameOf = (key: string) => providers.find(provider => provider.key === key)?.name ?? key;
  return (
    <Page
      title="Mappings"
      description="Your own rules between the fields of a provider and those of your records. No code, and no call to the provider to apply them."
      actions={<NewMapping />}
    >
      <Rows
        label="Mappings"
        of={useMappingPages()}
        keyOf={({ id }) => id}
        height={66}
        row={mapping => <Row mapping={mapping} provider={nameOf(mapping.provider)} />}
        empty={
          <Empty title="No mappings yet" action={<NewMapping />}>
            Is a cost centre hidden in the title, or a customer number in a label? A mapping puts it into a
            field of its own, and back again on the way out.
          </Empty>
        }
      />
    </Page>
  );
};
