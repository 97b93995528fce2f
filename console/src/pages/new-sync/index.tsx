import { Anchor } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import { useOrganization } from '../../api/organization.js';
import { useConnections, useProviders } from '../../syncing/index.js';
import { Answer, Page } from '../../ui/index.js';
import { ChooseConnection } from './choose-connection.js';
import { WhatAndHow, type Wish } from './what-and-how.js';

/** First the account, then what of it, then how. The address holds what is chosen: a link may, and “back” goes back. */
const Steps = () => {
  const [search, setSearch] = useSearchParams();
  const connections = useConnections();
  const providers = useProviders();
  const choose = (connectionId: string | null, wish: Partial<Wish> = {}) => {
    const named = Object.entries({ connectionId, ...wish });
    setSearch(named.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  };
  return (
    <Answer of={connections}>
      {({ data }) => {
        const connection = data.find(({ id }) => id === search.get('connectionId'));
        const provider = providers.data?.data.find(({ key }) => key === connection?.provider);
        if (connection === undefined) return <ChooseConnection connections={data} onChoose={choose} />;
        if (provider === undefined) return null;
        return (
          <WhatAndHow
            {...{ connection, provider }}
            wish={{ model: search.get('model'), containerId: search.get('containerId') }}
            onWish={wish => choose(connection.id, wish)}
            onBack={() => choose(null)}
          />
        );
      }}
    </Answer>
  );
};

export const Component = () => {
  const { id } = useOrganization();
  return (
    <Page
      title="New sync"
      description="Choose an account and what of it, look at what would happen, then create."
      actions={
        <Anchor component={Link} to={`/o/${id}/syncs`} underline="always">
          All syncs
        </Anchor>
      }
    >
      <Steps />
    </Page>
  );
};
