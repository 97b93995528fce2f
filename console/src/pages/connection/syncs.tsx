import { Text } from '@mantine/core';
import { Link } from 'react-router';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import type { Connection } from '../../connecting/providers.js';
import { manyOf } from '../../syncing/words.js';
import { Answer, Status } from '../../ui/index.js';
import { Section } from './section.js';

/** What is synchronized through the connection. */
export const Syncs = ({ connection }: { readonly connection: Connection }) => {
  const { id } = useOrganization();
  const answer = api.useQuery('get', '/v1/organizations/{organizationId}/syncs', {
    params: { path: { organizationId: id }, query: { connectionId: connection.id, limit: 100 } },
  });
  return (
    <Section title="Syncs">
      <Answer of={answer} lines={1}>
        {({ data }) =>
          data.length === 0 ? (
            <Text size="sm">Nothing of this account is synchronized.</Text>
          ) : (
            data.map(sync => (
              <Link className="row" key={sync.id} to={`/o/${id}/syncs/${sync.id}`}>
                <Text style={{ flexGrow: 1 }}>
                  {sync.name}{' '}
                  <Text span size="sm" c="dimmed">
                    · {manyOf(sync.model)}
                  </Text>
                </Text>
                {sync.activeRun && <Status of={sync.activeRun.status} />}
              </Link>
            ))
          )
        }
      </Answer>
    </Section>
  );
};
