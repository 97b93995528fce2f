import { Button, Text, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { type ReactNode, useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { byPage, Empty, Page, Rows, Status, When } from '../../ui/index.js';
import { CreateOrganization } from './create-organization.js';

type Organization = Schemas['Organization'];

/** All organizations of the installation. */
export const Component = () => {
  const navigate = useNavigate();
  const goIn = (id: string) => void navigate(`/o/${id}`);
  const create = () =>
    modals.open({
      ...{ title: 'Create an organization', size: 'lg' },
      children: <CreateOrganization onGoIn={goIn} />,
    });
  return (
    <Page
      title="Organizations"
      description="What belongs to one is never visible to another. You administer them from outside; to look inside, be a member."
      actions={<Button onClick={create}>Create an organization</Button>}
    >
      <OrganizationList empty={<NoneYet onCreate={create} />} />
    </Page>
  );
};

const NoneYet = ({ onCreate }: { readonly onCreate: () => void }) => (
  <Empty title="No organizations yet" action={<Button onClick={onCreate}>Create an organization</Button>}>
    Accounts, records, keys and members all belong to an organization, such as a company, a team or a
    customer.
  </Empty>
);

const fits = ({ name, id }: Organization, needle: string): boolean =>
  name.toLowerCase().includes(needle.toLowerCase()) || id === needle;

/** The hub lists by age alone, so a search has to have read them all. */
const useFound = (needle: string) => {
  const all = api.useInfiniteQuery(
    'get',
    '/admin/v1/organizations',
    { params: { query: { limit: 200 } } },
    byPage,
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = all;
  useEffect(() => {
    if (needle !== '' && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [needle, hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (all.data === undefined) return { of: all, count: 0 };
  const pages = all.data.pages.map(page => ({ data: page.data.filter(item => fits(item, needle)) }));
  const count = pages.reduce((sum, page) => sum + page.data.length, 0);
  return { of: { ...all, data: { pages } }, count };
};

const OrganizationList = ({ empty }: { readonly empty: ReactNode }) => {
  const [search, setSearch] = useState('');
  const needle = search.trim();
  const { of, count } = useFound(needle);
  return (
    <>
      <TextInput
        label="Search"
        placeholder="Part of the name, or the id"
        maw={360}
        value={search}
        onChange={event => setSearch(event.currentTarget.value)}
      />
      <Text size="sm" c="dimmed" role="status">
        {needle === '' ? '' : `${count} found${of.hasNextPage ? ' so far' : ''}`}
      </Text>
      <Rows
        label="Organizations"
        of={of}
        keyOf={({ id }) => id}
        row={organization => <OrganizationRow organization={organization} />}
        empty={needle === '' ? empty : <Text>No organization is called that.</Text>}
      />
    </>
  );
};

const OrganizationRow = ({ organization }: { readonly organization: Organization }) => (
  <Link className="row" to={`/installation/organizations/${organization.id}`}>
    <span style={{ flex: 1 }}>
      <Text span fw={500} display="block">
        {organization.name}
      </Text>
      <Text span size="sm" c="dimmed">
        since <When at={organization.createdAt} />
      </Text>
    </span>
    <Status of={organization.status} />
  </Link>
);
