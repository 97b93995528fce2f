import { Button } from '@mantine/core';
import { modals } from '@mantine/modals';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { useSession } from '../../api/session.js';
import { byPage, Empty, Page, Rows } from '../../ui/index.js';
import { CreateKey } from './create-key.js';
import { KeyRow } from './key-row.js';
import { PortalCard } from './portal-card.js';

const path = '/v1/organizations/{organizationId}/keys';

/** How programs come in. */
export const Component = () => {
  const organization = useOrganization();
  const mayCreate = useMay('member');
  const seesAll = useMay('admin');
  if (!mayCreate) {
    return (
      <Page title="API keys">
        <Empty title="Not for auditors">Members, admins and owners make keys for programs.</Empty>
      </Page>
    );
  }
  return (
    <Page
      title="API keys"
      description={`Programs use them to work for ${organization.name}. ${seesAll ? '' : 'You see your own.'}`}
      actions={<CreateButton />}
    >
      <KeyList />
      {seesAll && <PortalCard organizationId={organization.id} />}
    </Page>
  );
};

const CreateButton = () => {
  const organization = useOrganization();
  const { data: me } = useSession();
  const create = () =>
    modals.open({
      title: 'Create an API key',
      size: 'lg',
      children: <CreateKey organization={organization} memberId={me?.memberId ?? null} />,
    });
  return <Button onClick={create}>Create a key</Button>;
};

const KeyList = () => {
  const { id: organizationId } = useOrganization();
  const keys = api.useInfiniteQuery('get', path, { params: { path: { organizationId } } }, byPage);
  return (
    <Rows
      label="API keys"
      of={keys}
      keyOf={({ id }) => id}
      row={key => <KeyRow apiKey={key} />}
      height={64}
      empty={
        <Empty title="No keys yet" action={<CreateButton />}>
          A key lets a program read and change what its role and scopes allow. It is shown once and can be
          revoked at any time.
        </Empty>
      }
    />
  );
};
