import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import type { Connection } from '../../connecting/providers.js';
import { usePurposeName } from '../../connecting/purposes.js';
import { Answer, Status, When } from '../../ui/index.js';
import { Section } from './section.js';

/** What the person agreed to for this account. */
export const Consents = ({ connection }: { readonly connection: Connection }) => {
  const { id } = useOrganization();
  const purposeName = usePurposeName();
  const answer = api.useQuery('get', '/v1/organizations/{organizationId}/consents', {
    params: { path: { organizationId: id }, query: { connectionId: connection.id, limit: 100 } },
  });
  return (
    <Section title="Consents">
      <Answer of={answer} lines={1}>
        {({ data }) => (
          <>
            {data.length === 0 && <Text size="sm">None is recorded for this account.</Text>}
            {data.map(consent => (
              <Link className="row" key={consent.id} to={`/o/${id}/consents?consent=${consent.id}`}>
                <Text style={{ flexGrow: 1 }}>{purposeName(consent.purpose)}</Text>
                <When at={consent.withdrawnAt ?? consent.givenAt} size="sm" c="dimmed" />
                <Status of={consent.state} tone={consent.state === 'given' ? 'good' : 'bad'} />
              </Link>
            ))}
            <Anchor component={Link} to={`/o/${id}/consents`} size="sm" underline="always">
              All consents
            </Anchor>
          </>
        )}
      </Answer>
    </Section>
  );
};
